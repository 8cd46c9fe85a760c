import Foundation
import SyncClient
import TerminalApp
import TerminalKit

/// The screen in a real terminal: keys, sizes and the session's news in, frames out, one loop.
enum Screen {
    private static let asciiNotice =
        "This terminal is not set to UTF-8: letters it has no place for stand as \"?\" and are kept as they "
        + "are. LANG=C.UTF-8 bipartite shows them."

    static func open(_ identity: Identity, _ look: ScreenOptions) async throws {
        try await Sitting.run(
            identity, .writes(wait: .seconds(1)), isPresent: true, isPrivate: look.isPrivate, connects: false
        ) { sitting in
            if look.isLinear { return try await LinearScreen.run(sitting, look) }
            let device = try TerminalDevice.open()
            defer { device.close() }
            try await run(sitting, identity, look, on: device, beside: sitting.runner)
        }
    }

    /// On the runner's own executor: from a key to the screen nothing waits for another thread.
    private static func run(
        _ sitting: Sitting, _ identity: Identity, _ look: ScreenOptions, on device: TerminalDevice,
        beside runner: isolated SessionRunner
    ) async throws {
        let (events, feed) = AsyncStream<Inbox.Event>.makeStream()
        let environment = ProcessInfo.processInfo.environment
        let editor = OutsideEditor(environment: environment, isPrivate: look.isPrivate)
        let charset = Charset(environment: environment)
        let renderer = Renderer(ColourDepth(environment: environment), charset)
        let stage = Stage(sitting.identity, look, on: device, renderer, beside: runner) { feed.yield(.news) }
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
        if charset == .ascii { _ = stage.play([.failed(Self.asciiNotice)], beside: runner) }
        var inbox = Inbox(feed)
        for await event in events {
            guard let news = inbox.take(event, on: device) else { continue }
            if news.isOver { return }
            let scene = stage.play(news.inputs, isFresh: news.isFresh, beside: runner)
            // What the disk holds is on the screen first: connecting takes milliseconds of the same loop.
            runner.connect()
            if scene.isOver {
                if let failure = scene.failure { throw failure }
                return
            }
            if let (pin, bytes) = scene.signing {
                // Unlocking takes a moment, on purpose.
                Task { feed.yield(.signed(identity.keyFile.signature(on: bytes, pin: pin))) }
            }
            if let text = scene.editing {
                device.lend()
                Task {
                    let result = await editor.edit(text) { device.ending != nil }
                    device.takeBack()
                    feed.yield(.edited(result))
                    if let number = device.ending {
                        feed.yield(.killed(by: number))
                    } else {
                        device.readOn()
                    }
                }
            }
            if let pin = scene.unlocking {
                Task { feed.yield(.unlocked(identity.keyFile.refusal(of: pin))) }
            }
        }
    }
}
