import ArgumentParser
import Foundation
import TerminalApp

/// The committee's room in a terminal, and the same actions for scripts.
@main
struct Bipartite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bipartite",
        abstract:
            "Your committee's room: the plan, the diagnosis, the issues and the minutes, together and live.",
        discussion: """
            Without a command it opens the screen; bipartite open --help tells its options. Edits made
            offline are kept and go out with the next command.

            Exit codes:
              0   done, or it stood so already
              1   checked, and not as it should be (verify, composition)
              64  wrong usage
              65  no such row, field or document
              69  the server cannot be reached
              74  the disk did not take it
              75  kept here, not on the server yet
              77  not allowed
              78  no membership here, or several
              130 ended with Ctrl-C

            BIPARTITE_PIN, or --pin-file, gives scripts the PIN of the key; else it is asked for.
            BIPARTITE_LANGUAGE (else LC_ALL, LANG) is the language of the screen and of refusals
            (\(ScreenLanguages.tags)).
            BIPARTITE_HOME names another folder for memberships and documents (else XDG_DATA_HOME/bipartite).

            bipartite man prints the manual page. Shells complete commands and options after
            bipartite --generate-completion-script bash, zsh or fish, kept where the shell looks.
            """,
        version: "0.1.0",
        subcommands: [
            Join.self, Status.self, Rows<Plan>.self, Rows<Diagnosis>.self, Rows<Issues>.self,
            Rows<Minutes>.self, CasesCommand.self, CommentsCommand.self, CaucusCommand.self, Slips.self,
            SignCommand.self, SignOffCommand.self, VerifyFile.self, RosterCommand.self,
            VisitsCommand.self, TrainingsCommand.self, IntegrationCommand.self, CompositionCommand.self,
            Portfolio.self, Text.self, Changes.self, Watch.self, PINCommand.self, Man.self, OpenScreen.self,
        ], defaultSubcommand: OpenScreen.self)

    static func main() async {
        do {
            if let screen = screen() { return try await screen.run() }
            try checkCommand()
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            warn(failure.message)
            Foundation.exit(failure.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// A word that is no command would be taken for one of the screen's.
    private static func checkCommand() throws {
        let names = configuration.subcommands.map { $0._commandName }
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
            !(names + ["help"]).contains(word)
        else { return }
        throw ValidationError(
            "There is no command \(word); there are \(names.joined(separator: ", ")). "
                + "bipartite --help says what each does.")
    }

    /// The screen, if these are options of it alone: without a look at all the other commands it is up
    /// sooner.
    private static func screen() -> OpenScreen? {
        let words = CommandLine.arguments.dropFirst()
        guard words.first?.hasPrefix("-") ?? true else { return nil }
        return try? OpenScreen.parse(Array(words))
    }
}
