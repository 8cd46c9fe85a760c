import Committee

/// What follows for signatures when what was signed changes. `Protocol/signoff.md` is the page.
extension Room {
    /// Right behind a change of a document, by a side or by the server. While nothing is half signed this is
    /// one look-up, and no picture is made.
    mutating func react(toChangeOf name: DocumentName, by side: Side?) {
        guard SignOffReactions.mayFollow(changeOf: name, in: state.signOff) else { return }
        let events = fallen(name, by: side)
        guard !events.isEmpty else { return }
        recordAndTell(events)
    }

    /// The picture is gone when this returns: a document kept in it would have the next edit copy it whole.
    private func fallen(_ name: DocumentName, by side: Side?) -> [Event] {
        SignOffReactions.after(
            changeOf: name, by: side,
            in: Picture(
                committee: id, day: day, state: state, documents: documents, events: history.events))
    }
}
