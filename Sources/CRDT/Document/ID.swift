/// The number one replica writes under. Yjs draws 32 random bits, yrs 53; larger ones are refused when
/// decoded.
public typealias ClientID = UInt64

/// How many elements a client has written: the count of UTF-16 units, list elements and marks. Always below
/// 2^31.
public typealias Clock = UInt32

/// The name of one element of a document: the client that wrote it and the clock it wrote it at.
public struct ID: Hashable, Sendable, BitwiseCopyable {
    public var client: ClientID
    public var clock: Clock

    public init(client: ClientID, clock: Clock) {
        self.client = client
        self.clock = clock
    }
}
