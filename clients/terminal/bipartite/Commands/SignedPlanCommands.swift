import ArgumentParser
import Committee
import SyncClient
import TerminalApp

struct ExportPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the plan in force, with its signatures, as a file.",
        discussion: """
            The file is JSON that anybody can check offline: bipartite verify FILE. The server signs it; while
            it cannot be reached the file is made from your own copy, with the members' signatures only. With
            --html it is one page to print, in the language asked for beside the originals.
            """)

    @Flag(help: "One page to print instead.") var html = false
    @Option(help: "The language of the page, such as bn; your first if you leave it out.") var language:
        String?
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, html, language) = (options, html, language)
        let text = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> String in
            try await sitting.show(.plan, options)
            let session = await sitting.runner.view.session
            guard html else {
                let file = try await sitting.signedFile("plan", else: .nothingInForce) { session in
                    SignedPlan.export(session.picture, heads: session.room.heads)
                }
                return String(decoding: file, as: UTF8.self)
            }
            let language = language ?? session.ownLanguage
            let page = SignedPlanPage.html(
                session.picture, language: language, names: Paper.words(in: language))
            guard let page else {
                throw Failure(.nothingInForce, in: session.language)
            }
            return page
        }
        guard html else { return try options.write(Array(text.utf8), to: out) }
        Paper.warn(of: language, printed: Paper.languages)
        try options.write(page: text, to: out)
    }
}
