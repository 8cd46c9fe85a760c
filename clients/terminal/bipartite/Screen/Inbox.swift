import Foundation
import TerminalApp
import TerminalKit

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the screen's loop waits for, and what the machine is told of it.
struct Inbox {
    enum Event: Sendable {
        case bytes([UInt8])
        /// So long after an Escape that it is one; counts the bytes read by then.
        case silence(after: Int)
        case resized
        /// The session has changed.
        case news
        /// The keys have rested for a moment: what came meanwhile is shown.
        case rest
        case second
        /// The key has signed, or why not.
        case signed(Result<[UInt8], Failure>)
        /// The member's own editor has ended.
        case edited(Result<String, EditorFailure>)
        /// A signal came meanwhile, and its time is now.
        case killed(by: Int32)
        /// The PIN opens the locked screen, or why it does not.
        case unlocked(Failure?)
    }

    struct News {
        var inputs: [TerminalModel.Input] = []
        /// Nobody knows what the terminal shows.
        var isFresh = false
        /// The terminal is gone.
        var isOver = false
    }

    /// Longer than a terminal needs to send the rest of a sequence, shorter than a person notices.
    private static let escapeWait = Duration.milliseconds(40)
    /// News wait so long behind a key: no frame of theirs stands before the next letter, and the word about
    /// saving does not flicker between letters.
    private static let rest = Duration.milliseconds(100)

    private let feed: AsyncStream<Event>.Continuation
    private var parser = KeyParser()
    private var readings = 0
    private var lastKey = ContinuousClock.now - rest
    private var isResting = false

    init(_ feed: AsyncStream<Event>.Continuation) {
        self.feed = feed
    }

    /// nil for what is put off.
    mutating func take(_ event: Event, on device: TerminalDevice) -> News? {
        switch event {
        case .bytes(let bytes):
            if bytes.isEmpty { return News(isOver: true) }
            return News(inputs: keys(bytes))
        case .silence(let reading):
            return News(inputs: reading == readings ? parser.timedOut().map { .key($0) } : [])
        case .resized:
            let size = device.size
            return News(inputs: [.resized(width: size.width, height: size.height)], isFresh: true)
        case .news where lastKey.duration(to: .now) < Self.rest:
            if !isResting { later(Self.rest, .rest) }
            isResting = true
            return nil
        case .news: return News()
        case .rest:
            isResting = false
            return News()
        case .signed(.success(let bytes)): return News(inputs: [.signed(bytes)])
        case .signed(.failure(let failure)):
            return News(inputs: [.notSigned(failure.pin ?? .other(failure.message))])
        case .edited(.success(let text)): return News(inputs: [.edited(text)], isFresh: true)
        case .edited(.failure(let failure)): return News(inputs: [.notEdited(failure)], isFresh: true)
        case .killed(let number):
            raise(number)
            return News(isOver: true)
        case .unlocked(nil): return News(inputs: [.unlocked])
        case .unlocked(let failure?):
            return News(inputs: [.stillLocked(failure.pin ?? .other(failure.message))])
        case .second: return News(inputs: [.tick(now: Self.milliseconds(), clock: Self.timeOfDay())])
        }
    }

    private mutating func keys(_ bytes: [UInt8]) -> [TerminalModel.Input] {
        lastKey = .now
        readings += 1
        let keys = parser.feed(bytes)
        if parser.isWaiting { later(Self.escapeWait, .silence(after: readings)) }
        return keys.map { .key($0) }
    }

    private func later(_ wait: Duration, _ event: Event) {
        let feed = feed
        Task {
            try? await Task.sleep(for: wait)
            feed.yield(event)
        }
    }

    static func milliseconds() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }

    /// Hours and minutes here. Not by Foundation's calendar, whose first use takes as long as a frame.
    private static func timeOfDay() -> String {
        // Safe: filled before it is read, and then of its numbers alone.
        var seconds = time(nil)
        var local = unsafe tm()
        guard unsafe localtime_r(&seconds, &local) != nil else { return "" }
        return [unsafe local.tm_hour, unsafe local.tm_min].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
