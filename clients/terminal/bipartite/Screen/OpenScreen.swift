import ArgumentParser

/// What the program does without a command. A command of its own, so that its options take nothing from those
/// of other commands: `--language` of a page to print is not the screen's.
struct OpenScreen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the screen, as no command at all does.")

    @OptionGroup var choice: MemberChoice
    @OptionGroup var look: ScreenOptions

    func run() async throws {
        try await Screen.open(try choice.identity(), look)
    }
}
