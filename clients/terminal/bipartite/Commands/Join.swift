import ArgumentParser
import CRDT
import Committee
import Crypto
import Foundation
import NIOPosix

struct Join: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Join a committee with the code your side gave you.",
        discussion: """
            Makes your key on this machine and registers it; the key never leaves this machine. A PIN of 6
            digits or more, which you choose now, unlocks it: to open the room, and to sign. What is kept here
            is sealed under it: a lost PIN loses what was not sent yet.
            After 5 wrong PINs the key is gone and your own side must give you a new code. A code works once.
            HOST looks like https://room.example, or localhost:8080 for plain HTTP.
            """)

    @Argument(help: "HOST#CODE, such as localhost:8080#ABCDE-FGHJK-M.") var invitation: String
    @Option(help: "What to call you on this machine, if not the roster's name.") var name: String?
    @Option(
        help: "Trust the certificates this authority signed (PEM) instead of the system's; kept for later.",
        completion: .file())
    var ca: String?
    @OptionGroup var source: PINSource
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let parts = invitation.split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw Failure(
                "\(invitation) is no invitation; it looks like localhost:8080#CODE (quote it in a shell).",
                .data)
        }
        let server = try ServerAddress(parts[0])
        let trust = if let ca { try Trust(file: ca) } else { Trust.system }
        let folder = DataFolder()
        try PrivateFile.makeFolder(folder.root)
        // Before the code is redeemed: it works only once.
        let pin = try source.newPIN()
        let key = Curve25519.Signing.PrivateKey()
        let accounts = Accounts(
            http: HTTPCaller(
                server: server, trust: trust, loop: MultiThreadedEventLoopGroup.singleton.any()))
        var identity = try await accounts.join(code: parts[1], key: key, folder: folder)
        if let name { identity.name = name }
        try identity.keyFile.save(key, under: pin)
        identity.unlock(with: StoreKey(key))
        try identity.save()
        try identity.keepTourDue()
        if json {
            say(
                AnyValue.object([
                    "committee": .string(identity.committee), "member": .string(identity.member),
                    "name": .string(identity.name), "role": .string(identity.role.rawValue),
                ]).json)
        } else {
            say("Welcome, \(identity.name). You are \(identity.member) (\(identity.role.rawValue)) in")
            say("the committee \(identity.committee). Run bipartite to open the room.")
        }
    }
}
