/// A conversation nobody takes part in locks itself, as the screen does: then only the PIN is heard, and
/// nothing of the room is said.
extension LinearTalk {
    /// Said so long before it locks: a line may take long to write, and its letters are not heard one by one.
    private static let warningMilliseconds: UInt64 = 60_000

    mutating func ticked(_ now: UInt64) -> [Effect] {
        if self.now == 0 { lastLine = now }
        self.now = now
        guard let limit = lockAfter, !isLocked, now >= lastLine else { return [] }
        let idle = now - lastLine
        if idle >= limit { return lock() }
        guard limit > 2 * Self.warningMilliseconds, idle >= limit - Self.warningMilliseconds, !isWarned
        else { return [] }
        isWarned = true
        return [.say(words[.linearLocksSoon])]
    }

    mutating func lock() -> [Effect] {
        isLocked = true
        return [.say(words[.lockedSays])]
    }

    func typedLocked(_ line: String) -> [Effect] {
        line.isEmpty ? [] : [.unlock(pin: line)]
    }

    mutating func unlocked() -> [Effect] {
        guard isLocked else { return [] }
        isLocked = false
        lastLine = now
        return describe()
    }
}
