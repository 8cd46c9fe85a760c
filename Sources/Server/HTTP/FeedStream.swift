import CRDT
import Committee
import Hummingbird
import NIOCore
import RoomCore

/// One reader of one feed: reads a page, writes it, and reads on when the reader has taken it.
///
/// Who it is is asked again before every page: what is revoked ends the stream within a second.
struct FeedStream: Sendable {
    enum Format: Sendable {
        /// One event a line; ends with the newest.
        case lines
        /// `text/event-stream`; goes on for ever.
        case serverSent
    }
    let services: ServerServices
    let seat: FeedSeat
    let authenticated: Authenticated
    let token: String
    let audience: Audience
    let format: Format
    let deadline: PlainDeadline?

    private static let pageEvents = 200
    /// What is gathered before it is written.
    private static let bytesMax = 32 << 10

    func page(after number: SequenceNumber, waitMilliseconds: Int) async throws -> FeedAnswer {
        try await seat.host.events(
            for: authenticated.participant, audience, after: number, limit: Self.pageEvents,
            waitMilliseconds: waitMilliseconds
        ).get()
    }

    @concurrent
    func run(
        _ first: [FeedEvent], after number: SequenceNumber, _ writer: inout any ResponseBodyWriter
    ) async throws {
        var number = number
        var events = first
        var lastWrite = NIODeadline.now()
        // The head goes out with the first bytes: a reader of an empty feed is to see that it is open.
        if events.isEmpty, format == .serverSent { try await writer.write(ByteBuffer(string: ":\n\n")) }
        while true {
            deadline?.extend()
            if let last = events.last {
                try await write(events, &writer)
                number = last.number
                lastWrite = .now()
            } else if format == .lines {
                break
            } else if NIODeadline.now() - lastWrite > .seconds(Int64(services.limits.feedHeartbeatSeconds)) {
                try await writer.write(ByteBuffer(string: ":\n\n"))
                lastWrite = .now()
            }
            guard let next = await next(after: number) else { break }
            events = next
        }
        try await writer.finish(nil)
    }

    /// nil: the stream is over.
    private func next(after number: SequenceNumber) async -> [FeedEvent]? {
        let wait = format == .lines ? 0 : services.limits.tokenCheckMilliseconds
        guard let answer = try? await page(after: number, waitMilliseconds: wait), await isStillGood(),
            case .events(let events, _) = answer
        else { return nil }
        return events
    }

    private func isStillGood() async -> Bool {
        let now = try? await services.doorkeeper.authenticate(token, on: seat.host.loop).get()
        return now?.participant.id == authenticated.participant.id
            && now?.committee == authenticated.committee
    }

    @concurrent
    private func write(_ events: [FeedEvent], _ writer: inout any ResponseBodyWriter) async throws {
        var buffer = ByteBuffer()
        for event in events {
            let json = event.cloudEvent(
                room: authenticated.committee, prefix: services.eventPrefix
            ).json
            switch format {
            case .lines: buffer.writeString("\(json)\n")
            case .serverSent: buffer.writeString("id: \(event.number)\ndata: \(json)\n\n")
            }
            if buffer.readableBytes >= Self.bytesMax {
                try await writer.write(buffer)
                buffer = ByteBuffer()
            }
        }
        if buffer.readableBytes > 0 { try await writer.write(buffer) }
    }
}
