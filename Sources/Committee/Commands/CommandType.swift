/// The commands of a room, by the name the wire carries. `Protocol/commands.md` says what each takes.
public enum CommandType: String, Hashable, Sendable, CaseIterable {
    case ratePoint = "diagnosis.point.rate"

    case requestSignOff = "signoff.request"
    case sign = "signoff.sign"
    case withdrawSignature = "signoff.withdraw"
}
