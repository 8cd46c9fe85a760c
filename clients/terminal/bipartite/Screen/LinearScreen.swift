import Foundation
import SyncClient
import TerminalApp

/// The room line by line on standard input and output: nothing is drawn, so it works with a screen reader,
/// over a slow line and without a terminal.
///
/// Unchecked, and safe for the reason `Stage` gives: after `init` its state is read and written only in
/// closures the runner runs on its own executor.
final class LinearScreen: @unchecked Sendable {
    private enum Event: Sendable {
        case line(String)
        case news
        case second
        /// The PIN opens it again, or why it does not.
        case unlocked(Failure?)
        case end
    }

    private let runner: SessionRunner
    private let keyFile: KeyFile
    private let feed: AsyncStream<Event>.Continuation
    private var talk: LinearTalk
    private var news: [ClientSession.Effect] = []
    /// The prompt stands, and what comes by itself begins a line of its own.
    private var isPrompted = false

    private init(
        _ sitting: Sitting, _ look: ScreenOptions, _ feed: AsyncStream<Event>.Continuation
    ) async {
        runner = sitting.runner
        keyFile = sitting.identity.keyFile
        self.feed = feed
        talk = LinearTalk(
            session: await runner.view.session, committee: sitting.identity.committee,
            language: look.language, isPrivate: look.isPrivate, lockAfter: look.lockMilliseconds)
    }

    static func run(_ sitting: Sitting, _ look: ScreenOptions) async throws {
        let (events, feed) = AsyncStream<Event>.makeStream()
        let screen = await LinearScreen(sitting, look, feed)
        defer { Echo.on() }
        await screen.runner.observe { _, effects in
            screen.news += effects
            feed.yield(.news)
        }
        await screen.play { $0.begin() }
        await screen.runner.connect()
        let thread = Thread {
            while let line = readLine() { feed.yield(.line(line)) }
            feed.yield(.end)
        }
        thread.start()
        let seconds = Task {
            while !Task.isCancelled {
                feed.yield(.second)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        defer { seconds.cancel() }
        for await event in events {
            switch event {
            case .line(let line): if await screen.play(line) { return }
            case .news: await screen.play { _ in [] }
            case .second: await screen.play { $0.handle(.tick(now: Inbox.milliseconds())) }
            case .unlocked(nil): await screen.play { $0.handle(.unlocked) }
            case .unlocked(let failure?):
                await screen.play { $0.handle(.stillLocked(failure.pin ?? .other(failure.message))) }
            case .end: return
            }
        }
    }

    /// True once it is over.
    private func play(_ line: String) async -> Bool {
        await play { talk in
            self.isPrompted = false
            return talk.handle(.line(line))
        }
    }

    /// After what the session did by itself.
    @discardableResult
    private func play(_ body: @escaping @Sendable (inout LinearTalk) -> [LinearTalk.Effect]) async -> Bool {
        let (isOver, failure) = await runner.attempt { session in self.play(body, &session) }
        guard let failure else { return isOver }
        _ = await runner.attempt { session in
            self.play({ $0.handle(.failed(failure.message)) }, &session)
        }
        return isOver
    }

    private func play(
        _ body: (inout LinearTalk) -> [LinearTalk.Effect], _ session: inout ClientSession
    ) -> (Bool, [ClientSession.Effect]) {
        swap(&talk.session, &session)
        defer { swap(&talk.session, &session) }
        var effects: [LinearTalk.Effect] = []
        if !news.isEmpty {
            effects += talk.handle(.changed(news))
            news = []
        }
        let wasLocked = talk.isLocked
        effects += body(&talk)
        if talk.isLocked != wasLocked { talk.isLocked ? hide() : Echo.on() }
        var isOver = false
        var carried: [ClientSession.Effect] = []
        for effect in effects {
            switch effect {
            case .session(let effect): carried.append(effect)
            case .say(let line): say(line)
            case .unlock(let pin):
                // Takes a moment, on purpose.
                Task { [feed, keyFile] in feed.yield(.unlocked(keyFile.refusal(of: pin))) }
            case .quit: isOver = true
            }
        }
        if !isPrompted, !isOver {
            Self.write(talk.prompt)
            isPrompted = true
        }
        return (isOver, carried)
    }

    /// What was said goes from a terminal that can take it away, and what is typed now is not shown.
    private func hide() {
        Echo.off()
        isPrompted = false
        if Echo.canClear { Self.write("\u{1B}[H\u{1B}[2J\u{1B}[3J") }
    }

    private func say(_ line: String) {
        Self.write((isPrompted ? "\n" : "") + line + "\n")
        isPrompted = false
    }

    private static func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
