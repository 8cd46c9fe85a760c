import ArgumentParser
import CRDT
import Committee
import SyncClient

struct RequestErasure: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Ask for the words of a matter to be erased; another role has to agree.",
        discussion: """
            That there was a matter stays on record. A row of the worker side is made a case first, so that
            there is another role to agree.
            """)

    @OptionGroup var about: MatterArgument
    @Option(help: "reporter_asked, personal_data, wrong_person or retention_over.") var reason: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let matter = try session.matter(about.matter)
        return Asking.Request(
            .requestErasure, matter.id, .given("reason", reason),
            words: "\(matter.name): asked; somebody of another role has to agree")
    }
}

struct ConfirmErasure: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-confirm", abstract: "Agree that the words of a matter are erased, for good.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let matter = try session.matter(about.matter)
        return Asking.Request(
            .confirmErasure, matter.id, words: "\(matter.name): its words are erased; that it was there stays"
        )
    }
}
