import ArgumentParser

/// `bipartite-server`: reads options, calls the libraries, prints. One file a command; the work is in
/// `Server`, `RoomLog` and `Committee`. Start reading at `ServeCommand`.
@main
struct BipartiteServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bipartite-server",
        abstract: "Keeps one room per factory committee.",
        discussion: """
            A new folder: import a committee, serve it, print a slip for each member.

              bipartite-server committee import sample-committee.json --data DIR
              bipartite-server serve --data DIR --listen 0.0.0.0:8080
              bipartite-server invite --committee ID --member w1 --data DIR
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, CommitteeCommand.self, InviteCommand.self, TokenCommand.self,
            RevokeCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self,
        ])
}
