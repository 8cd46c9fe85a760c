/// What a value has to be, in the languages of refusals: rules say it in English, as `Vocabulary` does.
enum Expectation {
    /// The same in a language; as it is where the table has no other.
    static func told(_ english: String, in language: String) -> String {
        let tag = LanguageTag.primary(language)
        if let whole = wholes[english]?[tag] { return whole }
        guard let beginning = beginnings[tag], english.hasPrefix(listStart) else { return english }
        return beginning + english.dropFirst(listStart.count)
    }

    private static let listStart = "one of "
    private static let beginnings = [
        "bn": "এগুলোর একটি: ", "km": "មួយក្នុងចំណោម ", "vi": "một trong ", "ar": "أحد هذه: ", "zh": "以下之一：",
    ]
    private static let wholes: [String: [String: String]] = [
        Vocabulary.day.expected: [
            "bn": "2024-11-29-এর মতো একটি তারিখ", "km": "កាលបរិច្ឆេទដូចជា 2024-11-29",
            "vi": "một ngày như 2024-11-29", "ar": "تاريخًا مثل 2024-11-29", "zh": "日期，例如 2024-11-29",
        ],
        "today or a day before": [
            "bn": "আজ বা তার আগের কোনো দিন", "km": "ថ្ងៃនេះ ឬថ្ងៃមុន", "vi": "hôm nay hoặc một ngày trước đó",
            "ar": "اليوم أو يومًا قبله", "zh": "今天或之前的日期",
        ],
        Vocabulary.number.expected: [
            "bn": "একটি সংখ্যা", "km": "លេខ", "vi": "một con số", "ar": "عددًا", "zh": "数字",
        ],
        Vocabulary.member.expected: [
            "bn": "w1-এর মতো একজন সদস্যের আইডি", "km": "លេខសម្គាល់សមាជិក ដូចជា w1", "vi": "mã của một thành viên, như w1",
            "ar": "معرّف عضو مثل w1", "zh": "成员编号，例如 w1",
        ],
        Vocabulary.compliancePoint.expected: [
            "bn": "OS-EMER-এর মতো একটি যাচাই-বিন্দুর আইডি", "km": "លេខសម្គាល់ចំណុចអនុលោម ដូចជា OS-EMER",
            "vi": "mã của một điểm tuân thủ, như OS-EMER", "ar": "معرّف نقطة امتثال مثل OS-EMER",
            "zh": "合规要点编号，例如 OS-EMER",
        ],
    ]
}
