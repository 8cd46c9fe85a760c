import ArgumentParser
import Foundation

/// Measures one server under one load.
struct ServerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Put a y-websocket server under load and measure it.",
        discussion: """
            fanout    1 writer, 100 readers, 16 updates on their way
            rooms     1,000 connections in 100 rooms, 4 updates on their way in each
            paced     50 updates a second to 100 readers: time from sending to arrival
            presence  500 members of one document, each renewing its presence once a second
            join      150 members open a document of 4 MB at once: time until they have it
            acks      100 rooms of one writer, 8 updates on their way in each; an echo acknowledges
            join20    the same with a document of 20 MB
            idle      1,000 connections in 100 rooms that do nothing
            storm     5,000 connections in 100 rooms, cut off and back within 10 s, each with an edit
            slow      1,000 updates/s of 700 letters to 1,000 readers, beside 2,000 that never read
            """)

    @Option(help: "One of: \(Scenario.allCases.map(\.rawValue).joined(separator: ", ")).")
    var scenario: Scenario
    @Option(help: "Where the server listens.") var host = "127.0.0.1"
    @Option(help: "Its port.") var port: Int
    @Option(help: "Its process, of which CPU time and memory are read.") var pid: Int32
    @Option(help: "A file with one request target a line, such as /room-1; one line a room.")
    var rooms: String
    @Option(help: "Seconds that are measured.") var seconds = 4.0
    @Option(help: "Seconds before that.") var warmUp = 1.0
    @Option(help: "Updates on their way in each room, instead of the scenario's.") var inFlight: Int?
    @Option(help: "Updates a second over all rooms, whatever is on its way.") var rate: Double?
    @Option(help: "Bytes of the document of join, in MB.") var megabytes: Double?
    @Option(help: "Connections that never read, instead of the scenario's.") var deaf: Int?
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        var plan = LoadPlan(scenario)
        if let inFlight { plan.traffic = .typing(inFlight: inFlight) }
        if let rate { plan.traffic = .paced(perSecond: rate) }
        if let deaf { plan.deaf = deaf }
        if let megabytes, case .joining(let members, _) = plan.traffic {
            plan.traffic = .joining(members: members, bytes: Int(megabytes * 1e6))
        }
        let paths = try String(contentsOfFile: rooms, encoding: .utf8).split(separator: "\n").map(String.init)
        guard paths.count >= plan.rooms else {
            throw ValidationError("\(scenario) takes \(plan.rooms) rooms, \(rooms) names \(paths.count)")
        }
        let load = LoadRun(plan: plan, host: host, port: port, paths: paths, server: LoadedProcess(id: pid))
        let result = try load.measure(warmUp: warmUp, seconds: seconds)
        print(try json ? result.encoded() : result.table)
        // The kernel closes the connections; nothing is left to say.
    }
}
