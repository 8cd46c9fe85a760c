import Foundation
import SyncClient
import TerminalApp
import TerminalKit

/// The screen's machine beside the runner that owns its session.
///
/// A machine holds its session, and so does the runner: for as long as an input is handled the machine has
/// it, the rest of the time the runner.
///
/// Unchecked, and safe: after `init` its state is read and written only in closures that the runner runs on
/// its own executor, one at a time.
final class Stage: @unchecked Sendable {
    struct Scene: Sendable {
        var grid: Grid
        var cursor: Grid.Position?
        var isOver = false
        /// What the member's key is to sign, and the PIN that unlocks it.
        var signing: (pin: String, bytes: [UInt8])?
        /// The text that goes to the member's own editor.
        var editing: String?
        /// The PIN that is to open the locked screen.
        var unlocking: String?
        /// What the disk did not take; the screen says it, unless it is over.
        var failure: Failure?
    }

    private var model: TerminalModel
    /// What the session did since the machine last looked.
    private var news: [ClientSession.Effect] = []
    private let identity: Identity
    private let device: TerminalDevice
    private var renderer: Renderer

    init(
        _ identity: Identity, _ look: ScreenOptions, on device: TerminalDevice, _ renderer: Renderer,
        beside runner: isolated SessionRunner, newsCame: @escaping @Sendable () -> Void
    ) {
        self.identity = identity
        (self.device, self.renderer) = (device, renderer)
        let size = device.size
        model = TerminalModel(
            session: runner.view.session, committee: identity.committee, width: size.width,
            height: size.height, language: look.language, startsAtHome: look.startsAtHome,
            isOrdered: look.isOrdered, isPrivate: look.isPrivate,
            lockAfter: look.lockMilliseconds,
            isFirstStart: look.startsAtHome && identity.isTourDue,
            freshID: { UUID().uuidString.lowercased() })
        runner.observe { _, effects in
            self.news += effects
            newsCame()
        }
    }

    /// Handles inputs in order, after what the session did by itself, shows the screen, and yields what else
    /// is to be done.
    ///
    /// - Parameter isFresh: whether nobody knows what the terminal shows.
    func play(
        _ inputs: [TerminalModel.Input], isFresh: Bool = false, beside runner: isolated SessionRunner
    ) -> Scene {
        if isFresh { renderer.forget() }
        var scene = attempt(inputs, beside: runner)
        if let failure = scene.failure, !scene.isOver {
            // What was typed stands in memory; the next write may succeed. What else is to be done stays so.
            let told = attempt([.failed(failure.message)], beside: runner)
            (scene.grid, scene.cursor) = (told.grid, told.cursor)
        }
        return scene
    }

    private func attempt(
        _ inputs: [TerminalModel.Input], beside runner: isolated SessionRunner
    ) -> Scene {
        let (played, failure) = runner.attempt {
            self.play(inputs, &$0)
        } show: {
            self.show($0)
        }
        var scene = played
        scene.failure = failure
        return scene
    }

    private func show(_ scene: Scene) {
        if !scene.isOver, !model.isOutside { device.write(renderer.frame(scene.grid, cursor: scene.cursor)) }
    }

    private func play(
        _ inputs: [TerminalModel.Input], _ session: inout ClientSession
    ) -> (Scene, [ClientSession.Effect]) {
        swap(&model.session, &session)
        defer { swap(&model.session, &session) }
        var effects: [TerminalModel.Effect] = []
        if !news.isEmpty {
            effects += model.handle(.changed(news))
            news = []
        }
        for input in inputs { effects += model.handle(input) }
        let (grid, cursor) = model.render()
        var scene = Scene(grid: grid, cursor: cursor)
        let carried = effects.compactMap { effect -> ClientSession.Effect? in
            switch effect {
            case .session(let effect): return effect
            case .sign(let pin, let bytes):
                scene.signing = (pin, bytes)
                return nil
            case .unlock(let pin):
                scene.unlocking = pin
                return nil
            case .tourSeen:
                identity.forgetTour()
                return nil
            case .openEditor(let text):
                scene.editing = text
                return nil
            case .quit:
                scene.isOver = true
                return nil
            }
        }
        return (scene, carried)
    }
}
