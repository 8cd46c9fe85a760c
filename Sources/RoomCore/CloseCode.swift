/// Why the server ends a connection or a document on it: one table, `Protocol/close-codes.md`.
public enum CloseCode: UInt16, Hashable, Sendable {
    case normal = 1000
    case goingAway = 1001
    case tooBig = 1009
    case internalError = 1011
    case tryAgainLater = 1013
    case badMessage = 4400
    case revoked = 4401
    case forbidden = 4403
    case gone = 4404
    case epochChanged = 4409
    case slowReader = 4500
    case roomClosed = 4503
}
