extension RosterFinding {
    /// One sentence in a language; English where the table has no other.
    public func words(in language: String) -> String {
        let primary = LanguageTag.primary(language)
        let table = Self.catalogue[language] ?? Self.catalogue[primary] ?? Self.english
        var values = values
        values["side"] = side?.words(in: primary) ?? Self.committee[primary] ?? "committee"
        return Sentence.fill(table[code] ?? Self.english[code] ?? code.rawValue, values)
    }

    /// One table per language; a language is added by adding a table. A test lists what is missing.
    static let catalogue: [String: [Code: String]] = [
        "en": english, "bn": bengali, "km": khmer, "vi": vietnamese, "ar": arabic, "zh": chinese,
    ]

    private static let committee = [
        "bn": "কমিটি", "km": "គណៈកម្មាធិការ", "vi": "ủy ban", "ar": "اللجنة", "zh": "委员会",
    ]

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

    private static let vietnamese: [Code: String] = [
        .alternatesNotForeseen: "{member} là dự khuyết, nhưng quy định không có dự khuyết.",
        .bandNotReached: "{side} có {found} ghế; nhà máy cỡ này cần {least}.",
        .chairMissing: "{side} chưa có đồng chủ tịch.",
        .meetingOverdue: "Lần họp cuối là {last}, cách đây {days} ngày; quy định là {every} ngày một lần.",
        .parityBroken: "Phía công nhân có {worker} ghế, phía quản lý có {management} ghế.",
        .seatVacant: "Một ghế của {side} trống từ {since}.",
        .sideEmpty: "{side} chưa có thành viên nào.",
        .statutoryBandNotReached:
            "{side} có {found} ghế; đối thoại theo luật cần {least} (chưa kiểm chứng).",
        .termExpired: "Nhiệm kỳ của {member} đã hết ngày {until}.",
        .tooFewSeats: "Ủy ban có {found} ghế; cần ít nhất {least}.",
        .tooManySeats: "Ủy ban có {found} ghế; được nhiều nhất {most}.",
        .womenShareLow: "Phía công nhân có {found} phụ nữ; quy định cần {least}.",
    ]

    private static let bengali: [Code: String] = [
        .alternatesNotForeseen: "{member} বিকল্প সদস্য, কিন্তু নিয়মে বিকল্প নেই।",
        .bandNotReached: "{side}: আসন {found}টি; এই আকারের কারখানায় {least}টি লাগে।",
        .chairMissing: "{side}: যৌথ সভাপতি নেই।",
        .meetingOverdue: "শেষ সভা {last}, {days} দিন আগে; নিয়ম প্রতি {every} দিনে একবার।",
        .parityBroken: "শ্রমিক পক্ষের আসন {worker}টি, ব্যবস্থাপনা পক্ষের {management}টি।",
        .seatVacant: "{side}: একটি আসন {since} থেকে খালি।",
        .sideEmpty: "{side}: কোনো সদস্য নেই।",
        .statutoryBandNotReached: "{side}: আসন {found}টি; আইনি সংলাপে {least}টি লাগে (যাচাই হয়নি)।",
        .termExpired: "{member}-এর মেয়াদ {until} শেষ হয়েছে।",
        .tooFewSeats: "কমিটির আসন {found}টি; কমপক্ষে {least}টি লাগে।",
        .tooManySeats: "কমিটির আসন {found}টি; সর্বোচ্চ {most}টি হতে পারে।",
        .womenShareLow: "শ্রমিক পক্ষে {found} জন নারী; নিয়মে {least} জন লাগে।",
    ]

    private static let khmer: [Code: String] = [
        .alternatesNotForeseen: "{member} ជាសមាជិកបម្រុង តែវិធានមិនមានសមាជិកបម្រុងទេ។",
        .bandNotReached: "{side} មាន {found} អាសនៈ; រោងចក្រទំហំនេះត្រូវការ {least}។",
        .chairMissing: "{side} គ្មានសហប្រធានទេ។",
        .meetingOverdue: "ការប្រជុំចុងក្រោយ {last} គឺ {days} ថ្ងៃមុន; វិធានគឺរៀងរាល់ {every} ថ្ងៃ។",
        .parityBroken: "ភាគីកម្មករមាន {worker} អាសនៈ ភាគីគ្រប់គ្រងមាន {management}។",
        .seatVacant: "អាសនៈមួយនៃ {side} ទំនេរតាំងពី {since}។",
        .sideEmpty: "{side} គ្មានសមាជិកទេ។",
        .statutoryBandNotReached: "{side} មាន {found} អាសនៈ; ការសន្ទនាតាមច្បាប់ត្រូវការ {least} (មិនទាន់ផ្ទៀងផ្ទាត់)។",
        .termExpired: "អាណត្តិរបស់ {member} ចប់នៅ {until}។",
        .tooFewSeats: "គណៈកម្មាធិការមាន {found} អាសនៈ; ត្រូវការយ៉ាងតិច {least}។",
        .tooManySeats: "គណៈកម្មាធិការមាន {found} អាសនៈ; អាចមានច្រើនបំផុត {most}។",
        .womenShareLow: "ភាគីកម្មករមានស្ត្រី {found} នាក់; វិធានត្រូវការ {least}។",
    ]

    private static let arabic: [Code: String] = [
        .alternatesNotForeseen: "{member} عضو احتياطي، والقاعدة لا تعرف احتياطيين.",
        .bandNotReached: "{side}: المقاعد {found}؛ ومصنع بهذا الحجم يحتاج إلى {least}.",
        .chairMissing: "{side}: لا رئيس مشارك.",
        .meetingOverdue: "آخر اجتماع كان في {last}، قبل {days} يومًا؛ والقاعدة كل {every} يومًا.",
        .parityBroken: "لطرف العمال {worker} من المقاعد، ولطرف الإدارة {management}.",
        .seatVacant: "{side}: مقعد شاغر منذ {since}.",
        .sideEmpty: "{side}: لا أعضاء.",
        .statutoryBandNotReached:
            "{side}: المقاعد {found}؛ والحوار القانوني يتطلب {least} (لم يُتحقق منه).",
        .termExpired: "انتهت مدة {member} في {until}.",
        .tooFewSeats: "للجنة {found} من المقاعد؛ وتحتاج إلى {least} على الأقل.",
        .tooManySeats: "للجنة {found} من المقاعد؛ ولا يجوز أكثر من {most}.",
        .womenShareLow: "في طرف العمال {found} من النساء؛ والقاعدة تطلب {least}.",
    ]
}
