import Foundation
import SyncClient
import TerminalApp
import TerminalKit

/// The screen in a real terminal: keys, sizes and the session's news in, frames out, one loop.
enum Screen {
    /// What the loop waits for.
    private enum Event: Sendable {
        case bytes([UInt8])
        /// So long after an Escape that it is one; counts the bytes read by then.
        case silence(after: Int)
        case resized
        /// The session has changed.
        case news
        case second
        /// The key has signed, or why not.
        case signed(Result<[UInt8], Failure>)
        /// The PIN opens the locked screen, or why it does not.
        case unlocked(Failure?)
    }

    /// Longer than a terminal needs to send the rest of a sequence, shorter than a person notices.
    private static let escapeWait = Duration.milliseconds(40)

    private static let asciiNotice =
        "This terminal is not set to UTF-8: letters it has no place for stand as \"?\" and are kept as they "
        + "are. LANG=C.UTF-8 bipartite shows them."

    static func open(_ identity: Identity, _ look: ScreenOptions) async throws {
        try await Sitting.run(
            identity, .writes(wait: .seconds(1)), isPresent: true, isPrivate: look.isPrivate
        ) { sitting in
            let device = try TerminalDevice.open()
            defer { device.close() }
            try await run(sitting, identity, look, on: device)
        }
    }

    private static func run(
        _ sitting: Sitting, _ identity: Identity, _ look: ScreenOptions, on device: TerminalDevice
    ) async throws {
        let (events, feed) = AsyncStream<Event>.makeStream()
        let stage = await Stage(sitting, look, size: device.size) { feed.yield(.news) }
        device.read { feed.yield(.bytes($0)) }
        let resizing = device.watchSize { feed.yield(.resized) }
        let seconds = Task {
            while !Task.isCancelled {
                feed.yield(.second)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        defer {
            resizing.cancel()
            seconds.cancel()
        }
        let environment = ProcessInfo.processInfo.environment
        let charset = Charset(environment: environment)
        var renderer = Renderer(ColourDepth(environment: environment), charset)
        if charset == .ascii { _ = await stage.play([.failed(Self.asciiNotice)]) }
        var parser = KeyParser()
        var readings = 0
        for await event in events {
            var inputs: [TerminalModel.Input] = []
            switch event {
            case .bytes(let bytes):
                if bytes.isEmpty { return }
                inputs = parser.feed(bytes).map { .key($0) }
                readings += 1
                let reading = readings
                if parser.isWaiting {
                    Task {
                        try? await Task.sleep(for: escapeWait)
                        feed.yield(.silence(after: reading))
                    }
                }
            case .silence(let reading):
                if reading == readings { inputs = parser.timedOut().map { .key($0) } }
            case .resized:
                let size = device.size
                inputs = [.resized(width: size.width, height: size.height)]
                renderer.forget()
            case .news: break
            case .signed(.success(let bytes)): inputs = [.signed(bytes)]
            case .signed(.failure(let failure)): inputs = [.notSigned(failure.message)]
            case .unlocked(nil): inputs = [.unlocked]
            case .unlocked(let failure?): inputs = [.stillLocked(failure.message)]
            case .second: inputs = [.tick(now: milliseconds(), clock: timeOfDay())]
            }
            let scene = await stage.play(inputs)
            if scene.isOver { return }
            if let (pin, bytes) = scene.signing {
                // Unlocking takes a moment, on purpose.
                Task { feed.yield(.signed(identity.keyFile.signature(on: bytes, pin: pin))) }
            }
            if let pin = scene.unlocking {
                Task { feed.yield(.unlocked(identity.keyFile.refusal(of: pin))) }
            }
            device.write(renderer.frame(scene.grid, cursor: scene.cursor))
        }
    }

    private static func milliseconds() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }

    private static func timeOfDay() -> String {
        let now = Calendar.current.dateComponents([.hour, .minute], from: Date())
        func two(_ number: Int?) -> String { String((number ?? 0) + 100).dropFirst().description }
        return "\(two(now.hour)):\(two(now.minute))"
    }
}
