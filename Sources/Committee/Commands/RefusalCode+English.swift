extension RefusalCode {
    static let english: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init(
            "The command cannot be read: {member} must be {expected}.",
            "Correct it and send it again; Protocol/commands.md shows every command."),
        .commandUnknown: .init(
            "This server knows no such command.", "Check the name, or update the server."),
        .idUsed: .init(
            "This command's id stands for another command already.", "Send it again under a new id."),
        .noChange: .init("It stands so already.", "Nothing needs to be done."),
        .notFound: .init("There is nothing of that name.", "Check the name; lists show what there is."),
        .notPermitted: .init(
            "Your role cannot do this.", "Ask a member whose role can; the page of roles says who."),
        .valueInvalid: .init("{field} must be {expected}.", "Choose such a value and try again."),
        .alreadySigned: .init(
            "You have signed this already.", "Take your signature back first if you want to sign otherwise."),
        .compositionBroken: .init(
            "The roster does not meet its rule ({findings}), so nothing new can be signed.",
            "Let the side concerned fill its seats and offices; reading and editing go on."),
        .digestChanged: .init(
            "What you signed has changed meanwhile: {rows}.",
            "Read what changed, then sign what stands there now."),
        .keyMissing: .init(
            "No key of yours is registered here.", "Join with a code from your own side; then you can sign."),
        .leafUnreadable: .init(
            "This cannot be signed: not everybody can read {fields} alike.",
            "Write those fields anew, then sign."),
        .nothingToSign: .init(
            "Nothing here waits for a signature.", "What is in force as it stands needs no new one."),
        .nothingInForce: .init(
            "Nothing of the plan is in force yet.", "Both sides sign first; then it can be given out."),
        .nothingToWithdraw: .init(
            "You have no signature here that can be taken back.",
            "What is in force stays so until both sides sign the next version."),
        .signatureInvalid: .init(
            "The signature does not fit the text or your key.",
            "Sign again on the machine where your key is; if that fails, ask your side for a new code."),
        .tooLongToSign: .init(
            "This is too long to sign at once.", "Shorten the texts, or sign the items one by one."),

        .alreadyProposed: .init(
            "The {side} has proposed this already.", "Confirm or decline what it proposed."),
        .nothingProposed: .init(
            "Nobody has proposed this, or it was withdrawn.", "Look at the item again; propose it first."),
        .ownProposal: .init(
            "Your own side proposed this; only the other side can answer.",
            "Ask a member of the other side to confirm or decline it."),

        .alreadyAgreed: .init(
            "Both sides have agreed on this point.", "Rate it anew to reopen it, then record what holds."),
        .pointHeld: .init(
            "The point stays, for work hangs on it: {items}.",
            "Finish or cancel these items, or remove their link to the point, then remove it."),
        .ratingsMissing: .init(
            "Both sides must have rated the point first.", "Ask the side that has not to rate it."),

        .labelHeld: .init(
            "This label can be raised by every reader, and lowered only by its own side or the reporter.",
            "Ask a member of that side, or the reporter, to lower it."),
        .reporterDecides: .init(
            "Only the reporter withdraws a matter or confirms that it is closed.",
            "Ask the reporter; a matter that is resolved closes after 30 days without objection."),
        .stepNotOpen: .init(
            "An issue that is {from} does not become {to} next.", "It can become one of: {next}."),

        .meetingNotHeld: .init(
            "Nobody has recorded that this meeting was held.", "Record the day and who was present first."),
        .minutesSigned: .init(
            "These minutes bear signatures and stay as they are.",
            "Withdraw the signatures, or, when both sides have signed, correct them by a note."),
        .minutesNotSigned: .init(
            "Both sides have not signed these minutes yet.",
            "Change the text itself; a note or a file is for later."),
        .nothingToRelease: .init(
            "The draft is empty.", "Write something into it, then release it."),

        .awaitingAnswer: .init(
            "The {side} has reported this item done and waits for an answer.",
            "Confirm or decline the completion; then the status can change."),
        .dueBeforeStart: .init(
            "The due date lies before the item's start, {start}.",
            "Choose a later date, or change the start first."),
        .evidenceMissing: .init(
            "Completion needs an indicator with its current value, or a piece of evidence.",
            "Add one of them to the item, then try again."),
        .itemClosed: .init(
            "The item is {status}.",
            "Reopen a completed item with a reason; make a new item for a cancelled one."
        ),
        .itemNotCompleted: .init(
            "The item is not completed.", "Have its completion reported and confirmed first."),
        .reasonMissing: .init(
            "A due date that changes needs a reason.", "Say in one sentence why it changes."),
        .responsibleChanged: .init(
            "The item's responsible member has changed since completion was reported.",
            "The side that is responsible now reports it; the other side confirms."),
        .responsibleMissing: .init(
            "The item names no responsible member of this committee.",
            "Name one in the item; then the side responsible can report."),
        .responsibleReports: .init(
            "The {side} is responsible for this item, so it reports completion.",
            "Ask a member of that side to report it; your side then confirms."),
        .verificationNotRequested: .init(
            "Nobody has requested verification of this item.",
            "Ask a member of the committee to request it."),

        .electionNotRecent: .init(
            "The day of the election must be one of the last {days} days.",
            "Check the day; an older election needs a new one."),
        .electionRecorded: .init(
            "This election is on record already.", "Use its own id once; give the next election a new one."),
        .memberKeyPresent: .init(
            "{member} has a key that signs.",
            "If it is lost or known to others, make it void first; then a new code can be given."),
        .memberKeyMissing: .init(
            "{member} has no key that signs.", "A new invitation code lets the member register one."),
        .memberIDUsed: .init(
            "{member} stands for somebody else in this room.", "Choose an id that was never used."),
        .nameAlike: .init(
            "The name {name} looks like that of {other}.",
            "Write it so that everybody can tell the two apart, such as with an initial or the section."),
        .trainingQuotaSpent: .init(
            "The training days this cycle covers are not enough: {left} participant days are left.",
            "Record fewer participants or days; the programme admin may record more with a reason."),
    ]
}
