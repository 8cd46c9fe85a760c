extension CompositionRule {
    /// The rule of a country, by its ISO 3166 code; the programme's own where the country has none here.
    ///
    /// What is known from general knowledge only stands as a warning (`isUnverified`), or not at all: a rule
    /// that blocks signatures must have been read. `docs/composition.md` says what was read where.
    public static func of(country: String) -> CompositionRule { byCountry[country] ?? CompositionRule() }

    private static let byCountry: [String: CompositionRule] = [
        "BD": bangladesh, "ID": indonesia, "JO": jordan, "VN": vietnam,
        "KH": equal, "EG": equal, "ET": equal, "HT": equal, "NI": equal, "UZ": equal,
        "MG": unsettled, "PK": unsettled, "LK": unsettled,
    ]

    /// The programme's default: equal numbers, two co-chairs, a meeting a month.
    private static let equal = CompositionRule()

    /// What the law asks for is not established: nothing but a chair of each side is asked.
    private static let unsettled = make { $0.parity = .none }

    private static let bangladesh = make { rule in
        rule.parity = .workerAtLeast
        rule.minTotal = 6
        rule.maxTotal = 30
        rule.appliesFromWorkers = 50
        rule.termMonths = 24
        rule.meetingEveryDays = 61
        rule.filing = [Filing(what: "minutes", to: "labour authority", withinDays: 7)]
    }

    private static let indonesia = make { rule in
        rule.minTotal = 6
        rule.appliesFromWorkers = 50
        rule.chair = .alternating
        rule.termMonths = 36
        rule.filing = [
            Filing(what: "activity report", to: "district labour office", withinDays: 30, everyMonths: 6)
        ]
    }

    private static let jordan = make { $0.women = .shareOfWorkforce(tolerancePoints: 10) }

    /// Of the statutory dialogue; the committee beside it follows the programme's default otherwise.
    private static let vietnam = make { rule in
        rule.parity = .bands
        rule.bands = [
            Band(workersFrom: 0, minWorker: 3, minManagement: 3),
            Band(workersFrom: 50, minWorker: 4, minManagement: 3, isUnverified: true),
            Band(workersFrom: 150, minWorker: 9, minManagement: 3, isUnverified: true),
            Band(workersFrom: 300, minWorker: 14, minManagement: 3, isUnverified: true),
            Band(workersFrom: 500, minWorker: 19, minManagement: 3, isUnverified: true),
            Band(workersFrom: 1_000, minWorker: 24, minManagement: 3, isUnverified: true),
        ]
    }

    private static func make(_ change: (inout CompositionRule) -> Void) -> CompositionRule {
        var rule = CompositionRule()
        change(&rule)
        return rule
    }
}
