import Foundation
import NIOCore
import NIOPosix

/// Collects everything `/metrics` shows. What rooms and sockets hold is asked of their own loops.
struct MetricsSource: Sendable {
    let services: ServerServices
    let folder: String

    func page() async throws -> String {
        let queues = try await outgoingQueues()
        // Reading files blocks.
        return try await services.doorkeeper.threads.runIfActive {
            var page = MetricsPage()
            addGauges(queues, to: &page)
            page.add(services.metrics)
            FolderNumbers(folder: folder).add(to: &page)
            ProcessNumbers().add(to: &page)
            return page.text
        }
    }

    private func addGauges(_ queues: OutgoingQueues, to page: inout MetricsPage) {
        let sockets = services.registry.counts
        page.add(
            "bipartite_connections", .gauge, "Open WebSockets.", by: "state",
            [
                ("authenticated", Double(sockets.all - sockets.unknown)),
                ("unauthenticated", Double(sockets.unknown)),
            ])
        page.add(
            "bipartite_connections_max", .gauge, "Limit connectionsMax.",
            Double(services.limits.connectionsMax))
        page.add(
            "bipartite_log_halted", .gauge,
            "1: a write or flush has failed; nothing is acknowledged until a new start.",
            services.metrics.haltedBy == nil ? 0 : 1)
        let rooms = services.directory.counts
        page.add(
            "bipartite_rooms", .gauge, "Rooms in memory.", by: "state",
            [
                ("loaded", Double(rooms.loaded)), ("loading", Double(rooms.loading)),
                ("unloading", Double(rooms.unloading)), ("failed", Double(rooms.failed)),
            ])
        page.add(
            "bipartite_outgoing_queue_bytes", .gauge, "Bytes that wait to be sent, all sockets.",
            Double(queues.total))
        page.add(
            "bipartite_outgoing_queue_bytes_max", .gauge, "Bytes that wait on the socket with the most.",
            Double(queues.largest))
        page.add(
            "bipartite_outgoing_queues", .gauge, "Sockets with anything waiting to be sent.",
            Double(queues.waiting))
    }

    private struct OutgoingQueues: Sendable {
        var total = 0
        var largest = 0
        var waiting = 0

        mutating func add(_ bytes: Int) {
            total += bytes
            largest = max(largest, bytes)
            waiting += bytes > 0 ? 1 : 0
        }
    }

    private func outgoingQueues() async throws -> OutgoingQueues {
        var sum = OutgoingQueues()
        let byLoop = Dictionary(grouping: services.registry.open) { ObjectIdentifier($0.loop) }
        for endpoints in byLoop.values {
            let sizes = try await endpoints[0].loop.submit { endpoints.map(\.queuedBytes) }.get()
            for bytes in sizes { sum.add(bytes) }
        }
        return sum
    }
}
