extension Side {
    /// What a sentence calls it: "worker side", "工人方"; English where the table has no other.
    func words(in language: String) -> String {
        let names = Self.names[LanguageTag.primary(language)] ?? Self.english
        return self == .worker ? names.worker : names.management
    }

    private static let english = (worker: "worker side", management: "management side")

    private static let names = [
        "bn": (worker: "শ্রমিক পক্ষ", management: "ব্যবস্থাপনা পক্ষ"),
        "km": (worker: "ភាគីកម្មករ", management: "ភាគីគ្រប់គ្រង"),
        "vi": (worker: "phía công nhân", management: "phía quản lý"),
        "ar": (worker: "طرف العمال", management: "طرف الإدارة"),
        "zh": (worker: "工人方", management: "管理方"),
    ]
}
