import NIOCore

/// How much the form for anonymous reports may cost: so many asks at once in all, and for each case a burst,
/// then a pace.
///
/// No limit asks who somebody is. None is one that strangers use up for others: a slip is asked of the store
/// however often others were wrong, and wrong codes are drawn from too many to be guessed (60 bits). So a
/// flood keeps nobody from reporting, and whoever floods learns nothing of who else writes. A case is counted
/// only for those who hold its code, and forgotten when it is paid for; nothing of it reaches the disk.
struct IntakeBudget: Sendable {
    /// What a word that is kept costs beside a look.
    static let wordCost = 10

    private let asksMax: Int
    private let caseBurst: Int64
    private let nanosecondsPerAsk: Int64
    private var asking = 0
    /// Until when each case has to be made up for.
    private var debts: [String: NIODeadline] = [:]
    /// The debts are looked through for those that are paid when there are so many.
    private var debtsMax = 64

    init(_ limits: ServerLimits) {
        asksMax = limits.intakeAsksMax
        // So many nanoseconds are no overflow, whatever the configuration says.
        caseBurst = Int64(min(1_000_000, limits.intakeCaseBurst))
        nanosecondsPerAsk = 60_000_000_000 / Int64(limits.intakeCasePerMinute)
    }

    /// False if too many ask at once; else `leave` must follow.
    mutating func enter() -> Bool {
        guard asking < asksMax else { return false }
        asking += 1
        return true
    }

    mutating func leave() {
        precondition(asking > 0, "only who entered leaves")
        asking -= 1
    }

    /// Takes the cost of an ask under a case's code; false, and nothing is taken, if it is more than the case
    /// has left.
    mutating func spend(_ cost: Int, on matter: String, at now: NIODeadline) -> Bool {
        let since = max(now, debts[matter] ?? now)
        let paid = since + .nanoseconds(Int64(cost) * nanosecondsPerAsk)
        guard paid - now <= .nanoseconds(caseBurst * nanosecondsPerAsk) else { return false }
        debts[matter] = paid
        if debts.count > debtsMax {
            debts = debts.filter { $0.value > now }
            debtsMax = max(64, 2 * debts.count)
        }
        return true
    }
}
