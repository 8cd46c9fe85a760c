import ArgumentParser

struct PINCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Choose another PIN for your key, or the first for an older one.")

    @OptionGroup var choice: MemberChoice
    @OptionGroup var source: PINSource
    @Option(help: "Read the new PIN from the first line of this file; else you are asked.")
    var newPinFile: String?

    func run() async throws {
        let identity = try choice.identity()
        let (file, source) = (identity.keyFile, source)
        let key = try file.key { () throws(Failure) -> PIN in try source.pin(for: identity.member) }
        try file.save(key, under: try PIN.new(in: newPinFile))
        say("the key of \(identity.member) has a new PIN")
    }
}
