extension CommandType {
    /// Whether it says what a program without a seat may hear: each side speaks for itself.
    var isAboutIntegration: Bool {
        switch self {
        case .confirmGrant, .declineGrant, .proposeGrant, .removeIntegration: true
        default: false
        }
    }

    /// What the permission table must grant before the rule looks at anything. Of an issue its home has the
    /// say, of a caucus the side, of a comment the document (`Decision.checkPermission`).
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
            .seatMember, .confirmGrant, .declineGrant, .proposeGrant, .removeIntegration:
            (.administer, .roster)
        case .openIssue: (.create, .issues)
        // Raising a label, like raising a candidate, is for every reader.
        case .setIssueLabel, .raiseCandidate, .confirmErasure: (.read, .issues)
        case .setIssueStatus, .linkIssue, .giveFeedback, .requestErasure: (.edit, .issues)
        case .setWatch, .answerWatch, .proposeHandlers, .confirmHandlers, .releaseCase, .revokeCaseRelease:
            (.edit, .cases)
        case .recordOutcome: (.read, .cases)
        case .addComment: (.comment, .room)
        case .holdMeeting, .circulateMinutes, .correctMinutes: (.edit, .minutes)
        case .releaseDraft, .revokeRelease: (.edit, .workerCaucus)
        case .requestSignOff, .sign, .withdrawSignature: (.sign, .signatures)
        case .seatProgramme, .endProgramme: (.administer, .programmeStaff)
        case .recordTraining: (.create, .training)
        case .logVisit: (.create, .visits)
        }
    }
}
