/// One key as a person pressed it, or a text as they pasted it.
public enum Key: Hashable, Sendable {
    /// One Unicode scalar as typed; a cluster may arrive as several keys.
    case character(Character)
    /// A letter held with Ctrl, in lower case.
    case control(Character)
    case enter, escape, tab, backTab, backspace, delete
    case up, down, left, right, home, end, pageUp, pageDown
    /// A bracketed paste, whole.
    case paste(String)
}
