extension RefusalCode {
    static let english: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init(
            "The command cannot be read: {member} must be {expected}.",
            "Correct it and send it again; Protocol/commands.md shows every command."),
        .commandUnknown: .init(
            "This server knows no such command.", "Check the name, or update the server."),
        .notFound: .init("There is nothing of that name.", "Check the name; lists show what there is."),
        .notPermitted: .init(
            "Your role cannot do this.", "Ask a member whose role can; the page of roles says who."),
        .valueInvalid: .init("{field} must be {expected}.", "Choose such a value and try again."),
        .idUsed: .init(
            "This command's id stands for another command already.", "Send it again under a new id."),
        .alreadySigned: .init(
            "You have signed this already.", "Take your signature back first if you want to sign otherwise."),
        .compositionBroken: .init(
            "The committee's composition breaks a rule: {finding}.",
            "Reading and editing go on; sign when the seats are in order."),
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
        .nothingToWithdraw: .init(
            "You have no signature here that can be taken back.",
            "What is in force stays so until both sides sign the next version."),
        .signatureInvalid: .init(
            "The signature does not fit the text or your key.",
            "Sign again on the machine where your key is; if that fails, ask your side for a new code."),
        .tooLongToSign: .init(
            "This is too long to sign at once.", "Shorten the texts, or sign the items one by one."),
    ]
}
