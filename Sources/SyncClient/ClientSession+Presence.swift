import CRDT
public import Committee
import SyncProtocol

/// Who is here, and where their carets stand.
extension ClientSession {
    /// Who has the document open, this member first, then by name.
    public func presence(in document: DocumentName) -> [PresentMember] {
        guard let copy = copies[document] else { return [] }
        let present = copy.awareness.states.compactMap { client, state in
            PresentMember(client: client, state: state, isSelf: client == copy.doc.clientID, own: participant)
        }
        return present.sorted {
            if $0.isSelf != $1.isSelf { return $0.isSelf }
            return ($0.name, $0.client) < ($1.name, $1.client)
        }
    }

    mutating func show(_ caret: Caret?, in name: DocumentName) -> [Effect] {
        guard copies[name] != nil, copies[name]?.caret != caret else { return [] }
        copies[name]?.caret = caret
        return announce(in: name)
    }

    /// Tells the others that we are here.
    mutating func announce(in name: DocumentName) -> [Effect] {
        guard isPresent, let copy = copies[name], copy.phase != .left, copy.arrival == nil else { return [] }
        var state: [AnyValue.Member] = [.init("user", .object(["name": .string(participant.name)]))]
        if let caret = copy.caret {
            state.append(
                .init("cursor", .object(["anchor": caret.anchor.json, "head": caret.head.json])))
        }
        copies[name]?.announcedAt = now
        var update = copies[name]?.awareness.setLocal(copy.doc.clientID, .object(state), now: now)
        if update?.entries.first?.clock == 0 {
            // y-protocols: whoever is not known stands at clock 0, so a state of clock 0 is not heard.
            update = copies[name]?.awareness.setLocal(copy.doc.clientID, .object(state), now: now)
        }
        return update.map { [send(.awareness($0), to: name)] } ?? []
    }

    /// Takes our present client id back before another one is used.
    mutating func withdraw(from name: DocumentName) -> [Effect] {
        guard let copy = copies[name], let update = copies[name]?.awareness.remove([copy.doc.clientID]),
            !update.entries.isEmpty, copy.phase != .left
        else { return [] }
        return [send(.awareness(update), to: name)]
    }

    mutating func learned(_ update: AwarenessUpdate, about name: DocumentName) -> [Effect] {
        guard let own = copies[name]?.doc.clientID else { return [] }
        let changed = copies[name]?.awareness.apply(update, now: now) ?? []
        guard !changed.isEmpty else { return [] }
        // y-protocols: whoever is told that they left while they are here says so again.
        let isGone =
            changed.contains(own) && update.entries.contains { $0.client == own && $0.state == .null }
        return (isGone ? announce(in: name) : []) + [.presenceChanged(name)]
    }

    mutating func renewPresence() -> [Effect] {
        var effects: [Effect] = []
        for name in copies.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let copy = copies[name], copy.phase != .left else { continue }
            let silent = copy.awareness.expired(now: now).subtracting([copy.doc.clientID])
            if !silent.isEmpty {
                _ = copies[name]?.awareness.remove(silent)
                effects.append(.presenceChanged(name))
            }
            if elapsed(since: copy.announcedAt) >= Self.presenceRenewedAfter { effects += announce(in: name) }
        }
        return effects
    }

    /// Offline nobody is known to be here.
    mutating func forgetPresence(in name: DocumentName) -> [Effect] {
        guard let states = copies[name]?.awareness.states, !states.isEmpty else { return [] }
        _ = copies[name]?.awareness.remove(states.keys)
        return [.presenceChanged(name)]
    }
}

extension PresentMember {
    init?(client: ClientID, state: AnyValue, isSelf: Bool, own: Participant) {
        let user = state["user"]
        guard let name = user?["name"]?.string ?? (isSelf ? own.name : nil) else { return nil }
        let letter = user?["letter"]?.string?.first ?? (isSelf ? own.role.letter : "?")
        var caret: Caret?
        if let anchor = state["cursor"]?["anchor"].flatMap(RelativePosition.init(json:)),
            let head = state["cursor"]?["head"].flatMap(RelativePosition.init(json:))
        {
            caret = Caret(anchor: anchor, head: head)
        }
        self.init(client: client, name: name, letter: letter, caret: caret, isSelf: isSelf)
    }
}
