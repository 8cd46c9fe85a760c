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
    ]
}
