import CRDT
import SyncProtocol
import Testing

@Suite("Awareness")
struct AwarenessTests {
    let state = AnyValue.object(["cursor": .number(3)])

    @Test("A first message with clock 0 says nothing")
    func firstClock() {
        var there = Awareness()
        #expect(there.apply(AwarenessUpdate([.init(client: 1, clock: 0, state: state)]), now: 0).isEmpty)
        #expect(there.apply(AwarenessUpdate([.init(client: 1, clock: 1, state: state)]), now: 0) == [1])
        #expect(there.states == [1: state])
    }

    @Test("A removal carries the same clock, and an old state does not come back")
    func removal() {
        var there = Awareness()
        let update = AwarenessUpdate([.init(client: 1, clock: 4, state: state)])
        _ = there.apply(update, now: 0)
        #expect(there.remove([1, 2]) == AwarenessUpdate([.init(client: 1, clock: 4, state: .null)]))
        #expect(there.states.isEmpty)
        #expect(there.apply(update, now: 0).isEmpty)
        #expect(there.remove([1]) == AwarenessUpdate())
    }

    @Test("A remote removal takes effect at the same clock")
    func remoteRemoval() {
        var there = Awareness()
        _ = there.apply(AwarenessUpdate([.init(client: 1, clock: 4, state: state)]), now: 0)
        #expect(there.apply(AwarenessUpdate([.init(client: 1, clock: 4, state: .null)]), now: 0) == [1])
        #expect(there.states.isEmpty)
    }

    @Test("Whoever is declared gone while here says so with a higher clock")
    func ownRemoval() {
        var here = Awareness()
        _ = here.setLocal(1, state, now: 0)
        let changed = here.apply(AwarenessUpdate([.init(client: 1, clock: 9, state: .null)]), now: 0)
        #expect(changed == [1])
        #expect(here.update(of: [1]) == AwarenessUpdate([.init(client: 1, clock: 10, state: state)]))
    }

    @Test("The silent expire, one's own never")
    func expiry() {
        var here = Awareness()
        _ = here.setLocal(1, state, now: 0)
        _ = here.apply(AwarenessUpdate([.init(client: 2, clock: 1, state: state)]), now: 1000)
        #expect(here.expired(now: 30_999).isEmpty)
        #expect(here.expired(now: 31_000) == [2])
        _ = here.apply(AwarenessUpdate([.init(client: 2, clock: 2, state: state)]), now: 31_000)
        #expect(here.expired(now: 31_000).isEmpty)
    }

    @Test("Each own state has a clock of its own")
    func localClocks() {
        var here = Awareness()
        #expect(here.setLocal(1, state, now: 0).entries.map(\.clock) == [0])
        #expect(here.setLocal(1, state, now: 0).entries.map(\.clock) == [1])
        let gone = here.setLocal(1, .null, now: 0)
        #expect(gone == AwarenessUpdate([.init(client: 1, clock: 2, state: .null)]))
    }
}
