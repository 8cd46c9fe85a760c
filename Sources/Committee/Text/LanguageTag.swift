/// A language's tag, such as `zh-Hans-CN`.
enum LanguageTag {
    /// Its first part, which tables of words go by: `zh`.
    static func primary(_ tag: String) -> String { String(tag.prefix { $0 != "-" }) }
}
