extension CommandType {
    /// What the permission table must grant before the rule looks at anything.
    public var need: (action: Action, area: Area) {
        switch self {
        case .setCompositionRule: (.administer, .composition)
        case .agreePoint, .disagreePoint, .ratePoint: (.edit, .diagnosis)
        case .setDue: (.edit, .plan)
        case .confirmCancellation, .declineCancellation, .proposeCancellation, .confirmCompletion,
            .declineCompletion, .proposeCompletion, .reopenItem, .setStatus, .requestVerification:
            (.edit, .planProgress)
        case .recordVerification: (.verify, .planProgress)
        case .recordElection, .nameHandler, .releaseHandler, .revokeKey, .endMembership, .setOffice,
            .seatMember:
            (.administer, .roster)
        case .requestSignOff, .sign, .withdrawSignature: (.sign, .signatures)
        case .seatProgramme, .endProgramme: (.administer, .programmeStaff)
        }
    }
}
