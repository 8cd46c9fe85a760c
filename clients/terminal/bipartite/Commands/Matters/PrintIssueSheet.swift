import ArgumentParser
import Committee
import SyncClient
import TerminalApp

struct PrintIssueSheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Write the issue sheet for the notice board as one page to print.",
        discussion: """
            Only matters with the label open stand on it, without who raised them and without handling notes.
            Headings come in English, Bengali, Khmer, Vietnamese, Indonesian, Arabic and Chinese; the words in
            their own language and, where somebody translated them, in the language asked for.
            """)

    @Option(help: "The language of the page, such as ar; your first if you leave it out.") var language:
        String?
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, language) = (options, language)
        let page = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> String in
            try await sitting.show(.issues, options)
            let session = await sitting.runner.view.session
            return IssueSheet.html(session.picture, language: language ?? session.ownLanguage)
        }
        Paper.warn(of: language, printed: IntakeWords.languages.map(\.tag))
        try options.write(page: page, to: out)
    }
}
