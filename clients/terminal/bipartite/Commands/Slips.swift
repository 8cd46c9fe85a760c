import ArgumentParser
import CRDT
import Committee
import Foundation

struct Slips: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slips", abstract: "Print slips with which any worker can report without a name.",
        discussion: """
            One page of HTML to print, cut and shuffle. The codes are drawn on this machine and are kept
            nowhere but on the page; the server is told their hashes alone. Each is good for one report.
            Delete the page once it is printed. Only the worker side prints slips.
            """)

    @Option(help: "How many, 1 to \(SlipBatch.countMax).") var count = 24
    @Option(help: "The readers' language: \(IntakeWords.languages.map(\.tag).joined(separator: ", ")).")
    var language = "en"
    @Option(help: "The server's address as workers reach it, if it is another one than yours.") var address:
        String?
    @Option(help: "Where to write the page; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard (1...SlipBatch.countMax).contains(count) else {
            throw ValidationError("--count takes 1 to \(SlipBatch.countMax).")
        }
        let tags = IntakeWords.languages.map(\.tag)
        guard tags.contains(language.prefix { $0 != "-" }.lowercased()) else {
            throw ValidationError(
                "There are no slips in \(language); --language takes \(tags.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let identity = try options.choice.identity()
        guard identity.role == .member(.worker) else {
            throw Failure("Only the worker side prints slips.", .refused)
        }
        let (options, count) = (options, count)
        let batch = try await Sitting.run(identity, .reads) { sitting -> SlipBatch in
            _ = try await sitting.join([], within: options.patience, isPatient: true)
            var random = SystemRandomNumberGenerator()
            let batch = SlipBatch.draw(count, committee: identity.committee, using: &random)
            try await sitting.runner.post(
                "/v1/committees/\(identity.committee)/slips",
                .object(["hashes": .array(batch.hashes.map { .string($0) })]))
            return batch
        }
        let server = identity.server.isSecure ? "https://" : "http://"
        let form = "\(address ?? server + identity.server.authority)/report/\(identity.committee)"
        let page = SlipSheet.html(batch.slips, address: form, language: language)
        try options.write(page: page, to: out)
    }
}
