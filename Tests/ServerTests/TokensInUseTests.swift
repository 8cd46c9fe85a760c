import Testing

@testable import Server

@Suite("Which tokens in use are looked up again")
struct TokensInUseTests {
    private final class Holder {}

    private var tokens = TokensInUse<Holder>()
    private let first = Holder()
    private let second = Holder()

    @Test("A token is looked up after somebody came with it, then when the accounts were written to")
    mutating func writing() {
        tokens.add(first, token: "a", expires: 100)
        #expect(tokens.due(version: 1, now: 0) == ["a"])
        #expect(tokens.due(version: 1, now: 0) == [])
        #expect(tokens.due(version: 2, now: 0) == ["a"])
        #expect(tokens.due(version: 2, now: 0) == [])
    }

    @Test("One that was revoked between its look-up at the door and its joining is looked up once more")
    mutating func coming() {
        tokens.add(first, token: "a", expires: 100)
        _ = tokens.due(version: 2, now: 0)
        tokens.add(second, token: "a", expires: 100)
        tokens.add(second, token: "b", expires: 100)
        #expect(tokens.due(version: 2, now: 0).sorted() == ["a", "b"])
        #expect(tokens.due(version: 2, now: 0) == [])
    }

    @Test("One that has run out is due until all have gone who came with it")
    mutating func runningOut() {
        tokens.add(first, token: "a", expires: 100)
        tokens.add(second, token: "a", expires: 100)
        _ = tokens.due(version: 1, now: 0)
        #expect(tokens.due(version: 1, now: 99) == [])
        #expect(tokens.due(version: 1, now: 100) == ["a"])
        #expect(tokens.holders(of: "a").count == 2)
        tokens.remove(first, token: "a")
        #expect(tokens.due(version: 1, now: 100) == ["a"])
        tokens.remove(second, token: "a")
        #expect(tokens.due(version: 1, now: 100) == [])
        #expect(tokens.holders(of: "a").isEmpty)
    }

    @Test("After a look-up that failed all are due")
    mutating func failing() {
        tokens.add(first, token: "a", expires: 100)
        _ = tokens.due(version: 1, now: 0)
        tokens.lookAtAllAgain()
        #expect(tokens.due(version: 1, now: 0) == ["a"])
    }
}
