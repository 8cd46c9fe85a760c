import RoomCore

/// The tokens something is open with, and which of them must be looked up: all when the accounts were written
/// to, one when it has run out or somebody has come with it since.
struct TokensInUse<Holder: AnyObject> {
    private struct Use {
        var holders: [ObjectIdentifier: Holder] = [:]
        var expires: UnixTime
        /// Between its look-up at the door and now it may have been revoked.
        var isNew = true
    }

    private var uses: [String: Use] = [:]
    /// The version of the accounts under which all but the new ones were looked up.
    private var version: Int?

    mutating func add(_ holder: Holder, token: String, expires: UnixTime) {
        var use = uses.removeValue(forKey: token) ?? Use(expires: expires)
        use.holders[ObjectIdentifier(holder)] = holder
        use.isNew = true
        uses[token] = use
    }

    mutating func remove(_ holder: Holder, token: String) {
        uses[token]?.holders[ObjectIdentifier(holder)] = nil
        if uses[token]?.holders.isEmpty == true { uses[token] = nil }
    }

    func holders(of token: String) -> [Holder] { uses[token].map { Array($0.holders.values) } ?? [] }

    /// The tokens to look up now. `version` must have been read before this is called: what is written after
    /// it shows in the next.
    mutating func due(version: Int, now: UnixTime) -> [String] {
        let isWritten = version != self.version
        self.version = version
        let due = uses.filter { isWritten || $1.isNew || $1.expires <= now }.keys
        for token in due { uses[token]?.isNew = false }
        return Array(due)
    }

    /// A look-up failed: nobody knows of any token whether it is still good.
    mutating func lookAtAllAgain() { version = nil }
}
