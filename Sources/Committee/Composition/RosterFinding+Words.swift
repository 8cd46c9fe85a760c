extension RosterFinding {
    /// One sentence in a language; English where the table has no other.
    public func words(in language: String) -> String {
        let primary = language.split(separator: "-").first.map(String.init) ?? "en"
        let table = Self.catalogue[language] ?? Self.catalogue[primary] ?? Self.english
        var values = values
        values["side"] = Self.words(for: side, in: primary)
        return Sentence.fill(table[code] ?? Self.english[code] ?? code.rawValue, values)
    }

    /// One table per language; a language is added by adding a table. A test lists what is missing.
    static let catalogue: [String: [Code: String]] = ["en": english, "zh": chinese]

    private static func words(for side: Side?, in language: String) -> String {
        switch (side, language) {
        case (.worker?, "zh"): "工人方"
        case (.management?, "zh"): "管理方"
        case (nil, "zh"): "委员会"
        case (.worker?, _): "worker side"
        case (.management?, _): "management side"
        case (nil, _): "committee"
        }
    }

    private static let english: [Code: String] = [
        .alternatesNotForeseen: "{member} is an alternate, and the rule knows none.",
        .bandNotReached: "The {side} has {found} seats; a factory of this size needs {least}.",
        .chairMissing: "The {side} has no co-chair.",
        .meetingOverdue: "The last meeting was on {last}, {days} days ago; the rule is every {every} days.",
        .parityBroken: "There are {worker} worker seats and {management} management seats.",
        .seatVacant: "A seat of the {side} is vacant since {since}.",
        .sideEmpty: "The {side} has no member.",
        .statutoryBandNotReached:
            "The {side} has {found} seats; the statutory dialogue asks for {least} (not verified).",
        .termExpired: "The term of {member} ended on {until}.",
        .tooFewSeats: "The committee has {found} seats; it needs at least {least}.",
        .tooManySeats: "The committee has {found} seats; it may have at most {most}.",
        .womenShareLow: "{found} women sit on the worker side; the rule asks for {least}.",
    ]

    private static let chinese: [Code: String] = [
        .alternatesNotForeseen: "{member} 是候补成员，但规则没有设候补。",
        .bandNotReached: "{side}有 {found} 个席位；这种规模的工厂需要 {least} 个。",
        .chairMissing: "{side}没有共同主席。",
        .meetingOverdue: "上次会议是 {last}，已过去 {days} 天；规则是每 {every} 天一次。",
        .parityBroken: "工人方有 {worker} 个席位，管理方有 {management} 个席位。",
        .seatVacant: "{side}有一个席位从 {since} 起空缺。",
        .sideEmpty: "{side}没有成员。",
        .statutoryBandNotReached: "{side}有 {found} 个席位；法定对话要求 {least} 个（未核实）。",
        .termExpired: "{member} 的任期已于 {until} 结束。",
        .tooFewSeats: "委员会有 {found} 个席位；至少需要 {least} 个。",
        .tooManySeats: "委员会有 {found} 个席位；最多 {most} 个。",
        .womenShareLow: "工人方有 {found} 名女性；规则要求 {least} 名。",
    ]
}
