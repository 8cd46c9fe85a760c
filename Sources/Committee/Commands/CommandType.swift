/// The commands of a room, by the name the wire carries. `Protocol/commands.md` says what each takes.
///
/// One line a case, sorted by area.
public enum CommandType: String, Hashable, Sendable, CaseIterable {
    case setCompositionRule = "composition.rule.set"

    case agreePoint = "diagnosis.point.agree"
    case disagreePoint = "diagnosis.point.disagree"
    case ratePoint = "diagnosis.point.rate"

    case requestSignOff = "signoff.request"
    case sign = "signoff.sign"
    case withdrawSignature = "signoff.withdraw"
    case confirmCancellation = "plan.item.cancellation.confirm"
    case declineCancellation = "plan.item.cancellation.decline"
    case proposeCancellation = "plan.item.cancellation.propose"
    case confirmCompletion = "plan.item.completion.confirm"
    case declineCompletion = "plan.item.completion.decline"
    case proposeCompletion = "plan.item.completion.propose"
    case setDue = "plan.item.due.set"
    case reopenItem = "plan.item.reopen"
    case setStatus = "plan.item.status.set"
    case recordVerification = "plan.item.verification.record"
    case requestVerification = "plan.item.verification.request"

    case recordElection = "roster.election.record"
    case nameHandler = "roster.handler.name"
    case releaseHandler = "roster.handler.release"
    case revokeKey = "roster.key.revoke"
    case endMembership = "roster.member.leave"
    case setOffice = "roster.member.office.set"
    case seatMember = "roster.member.seat"
    case seatProgramme = "roster.programme.join"
    case endProgramme = "roster.programme.leave"
}
