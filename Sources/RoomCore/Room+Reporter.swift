public import CRDT
public import Committee

/// What a member who raised a matter by name hears of it, also where it is a case they may not read.
extension Room {
    /// Where the matter stands, and what was answered; nil for everybody else, as for what does not exist.
    ///
    /// It tells of what may not be flushed: the caller waits until it is.
    public func answer(about issue: String, to participant: Participant) -> AnyValue? {
        guard let current = current(participant), state.issues[issue]?.reporter == current.id else {
            return nil
        }
        return answer(about: issue)?.json
    }
}
