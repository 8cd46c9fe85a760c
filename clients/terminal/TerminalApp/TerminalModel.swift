public import SyncClient
public import TerminalKit

/// The whole terminal client as a value: a session, and what a person does with it at a screen.
///
/// Start reading at `handle`; `render` draws. The shell feeds keys, sizes, ticks and what happens on the socket, and
/// carries out the effects in order.
public struct TerminalModel: Sendable {
    public enum Input: Sendable {
        case key(Key)
        case resized(width: Int, height: Int)
        /// For the session inside.
        case session(ClientSession.Input)
        /// The session inside was changed by the shell itself (`session`), with these effects, already carried out.
        case changed([ClientSession.Effect])
        /// Milliseconds since 1970, and the member's own time of day, such as `19:02`.
        case tick(now: UInt64, clock: String)
    }

    public enum Effect: Sendable {
        case session(ClientSession.Effect)
        /// Give the terminal back and end.
        case quit
    }

    /// The session inside. A shell that changes it itself says so with `Input.changed`.
    public var session: ClientSession
    /// The committee's name, for the title.
    let committee: String
    /// Draws a random id for a new row.
    let freshRowID: @Sendable () -> String
    var width = 80
    var height = 24

    public init(
        session: ClientSession, committee: String, width: Int, height: Int,
        freshRowID: @Sendable @escaping () -> String
    ) {
        self.session = session
        self.committee = committee
        self.freshRowID = freshRowID
        self.width = width
        self.height = height
    }

    public mutating func handle(_ input: Input) -> [Effect] {
        switch input {
        case .key(.character("q")): [.quit]
        default: []
        }
    }

    /// The screen, and where the cursor stands; nil hides it.
    public func render() -> (grid: Grid, cursor: Grid.Position?) {
        (Grid(width: width, height: height), nil)
    }
}
