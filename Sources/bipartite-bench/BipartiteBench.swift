import ArgumentParser

@main
struct BipartiteBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bipartite-bench",
        abstract: "Measurements of Bipartite; scripts/bench runs them beside the peers.",
        subcommands: [
            EngineBench.self, MergeBench.self, ServerBench.self, HostileBench.self, TerminalBench.self,
            ColumnCheck.self, ScreensCheck.self, RulesBench.self,
        ])
}
