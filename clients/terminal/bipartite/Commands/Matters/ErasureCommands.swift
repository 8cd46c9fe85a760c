import ArgumentParser
import CRDT
import Committee
import SyncClient

struct RequestErasure: MatterCommand {
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

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .requestErasure, .given("reason", reason),
            words: "asked; somebody of another role has to agree")
    }
}

struct ConfirmErasure: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-confirm", abstract: "Agree that the words of a matter are erased, for good.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .confirmErasure, words: "its words are erased; that it was there stays"
        )
    }
}
