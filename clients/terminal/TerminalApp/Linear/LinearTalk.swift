import CRDT
import Committee
public import SyncClient

/// The room as a conversation, line by line, for screen readers, braille displays and slow lines: no cursor
/// is moved and nothing is said twice. What can be chosen has a number; whatever others change is one line.
///
/// Start reading at `handle`. A value like `TerminalModel`: the shell feeds lines and what happens, says
/// what it is given, and carries the rest out.
public struct LinearTalk: Sendable {
    public enum Input: Sendable {
        /// What the member typed, without the line end.
        case line(String)
        /// The session has changed by itself.
        case changed([ClientSession.Effect])
        /// Something went wrong outside, such as a full disk: in plain words.
        case failed(String)
        /// Milliseconds of the wall clock, about once a second.
        case tick(now: UInt64)
        /// The PIN has opened the locked conversation.
        case unlocked
        /// The PIN has not, and why, in plain words.
        case stillLocked(PINFailure)
    }

    public enum Effect: Sendable {
        case session(ClientSession.Effect)
        /// One line for the member.
        case say(String)
        /// See whether the PIN opens the member's key, and say `unlocked` or `stillLocked`.
        case unlock(pin: String)
        case quit
    }

    /// Where the member is.
    enum Place: Hashable {
        case documents
        case rows(DocumentName)
        case fields(DocumentName, row: String)
        /// The row is empty for the document's notes.
        case text(DocumentName, row: String, field: String)
    }

    /// The session inside, as in `TerminalModel`.
    public var session: ClientSession
    let committee: String
    let words: Catalogue
    let isPrivate: Bool
    var place = Place.documents
    /// What the numbers mean, and how many of them were said.
    var choices: [(text: String, place: Place)] = []
    var saidChoices = 0
    private var followed: Set<DocumentName> = []
    private var link = ClientSession.Link.offline
    private var unsaved = 0
    private var isLeaving = false
    /// Milliseconds without a line after which it locks itself; nil for never.
    let lockAfter: UInt64?
    var now: UInt64 = 0
    var lastLine: UInt64 = 0
    var isWarned = false
    /// Only the PIN is heard: what is typed must not be shown, nor what was said before.
    public internal(set) var isLocked = false

    /// Numbers that are said at once.
    static let choicesAtOnce = 15
    /// Changes that are said at once.
    private static let newsAtOnce = 6

    /// `language` is a tag such as `zh-CN`; `lockAfter` is in milliseconds without a line.
    public init(
        session: ClientSession, committee: String, language: String, isPrivate: Bool = false,
        lockAfter: UInt64? = nil
    ) {
        self.session = session
        self.committee = committee
        self.isPrivate = isPrivate
        self.lockAfter = lockAfter
        words = Catalogue.of(language)
        link = session.link
    }

    /// What is said before the first line.
    public mutating func begin() -> [Effect] {
        let opening = session.firstEvent { $0.knownType == .roomOpened }
        let name = opening?.data["name"]?.string ?? committee
        return plain(follow() + [.say(words[.linearWelcome, ["committee": name]])] + describe())
    }

    public mutating func handle(_ input: Input) -> [Effect] {
        var effects: [Effect] = []
        switch input {
        case .line(let line):
            (lastLine, isWarned) = (now, false)
            effects = isLocked ? typedLocked(line.trimmed) : typed(line.trimmed)
        case .changed(let changes): effects = isLocked ? [] : news(changes)
        case .failed(let reason): effects = [.say(reason)]
        case .stillLocked(let failure): effects = [.say(words.sentence(failure))]
        case .tick(let now): effects = ticked(now)
        case .unlocked: effects = unlocked()
        }
        return plain(effects + follow() + (isLocked ? [] : state()))
    }

    /// Whatever somebody wrote, a terminal acts on none of it.
    private func plain(_ effects: [Effect]) -> [Effect] {
        effects.map { effect in
            if case .say(let line) = effect { return .say(TerminalModel.clean(line)) }
            return effect
        }
    }

    /// What stands before what the member types.
    public var prompt: String {
        if isLocked { return words[.pinPrompt] + " " }
        return switch place {
        case .documents: "> "
        case .rows(let name): "\(words.title(name))> "
        case .fields(let name, let row), .text(let name, let row, _):
            row.isEmpty ? "\(words.title(name))> " : "\(self.name(of: row, in: name))> "
        }
    }

    // MARK: What is typed

    private mutating func typed(_ line: String) -> [Effect] {
        let wasLeaving = isLeaving
        isLeaving = false
        switch line {
        case "", "l": return describe()
        case "?": return words[.linearHelp].split(separator: "\n").map { .say(String($0)) }
        case "b", "0": return goBack()
        case "m": return sayChoices()
        case "s": return [.say(safety)]
        case "lock": return lock()
        case "z":
            guard let name = document, let effects = session.undo(name) else {
                return [.say(words[.nothingUndone])]
            }
            return effects.map { .session($0) } + describe()
        case "q":
            guard session.waitingCount > 0, !wasLeaving else {
                return [.quit]
            }
            isLeaving = true
            let given = ["count": String(session.waitingCount)]
            return [.say(words[isPrivate ? .quitLoses : .quitAnyway, given] + " q")]
        default: break
        }
        if let number = Int(line) {
            guard choices.indices.contains(number - 1) else { return [.say(words[.linearNoSuch])] }
            place = choices[number - 1].place
            return describe()
        }
        if let sign = line.first, "=+".contains(sign) {
            return write(String(line.dropFirst()).trimmed, isAdded: sign == "+")
        }
        return [.say(words[.linearNoSuch])]
    }

    private mutating func goBack() -> [Effect] {
        switch place {
        case .documents: break
        case .rows: place = .documents
        case .fields(let name, _): place = .rows(name)
        case .text(let name, let row, _): place = row.isEmpty ? .rows(name) : .fields(name, row: row)
        }
        return describe()
    }

    var document: DocumentName? {
        switch place {
        case .documents: nil
        case .rows(let name), .fields(let name, _), .text(let name, _, _): name
        }
    }

    // MARK: What happens

    private mutating func follow() -> [Effect] {
        var effects: [Effect] = []
        for name in session.documentNames where followed.insert(name).inserted {
            effects += session.open(name).map { .session($0) }
        }
        return effects
    }

    /// The word about saving, when it is another.
    private mutating func state() -> [Effect] {
        let now = session.waitingCount
        let isOnline = session.link == .online
        defer { (unsaved, link) = (now, session.link) }
        let wasOnline = link == .online
        guard isOnline != wasOnline || isOnline && now == 0 && unsaved > 0 else { return [] }
        return [.say(safety)]
    }

    /// Whether what was typed is safe.
    private var safety: String {
        let count = String(session.waitingCount)
        if session.link != .online {
            return count == "0" ? words[.offline] : words[.offlineWaiting, ["count": count]]
        }
        return count == "0" ? words[.saved] : words[.saving, ["count": count]]
    }

    private func news(_ effects: [ClientSession.Effect]) -> [Effect] {
        var lines: [String] = []
        for effect in effects {
            switch effect {
            case .changed(let name, let changes):
                for change in changes {
                    guard let line = line(on: change.path, in: name), !lines.contains(line) else { continue }
                    lines.append(line)
                }
            case .replaced(let name): lines.append(words[.linearChanged, ["place": words.title(name)]])
            case .denied(let reason): lines.append(words[.refusedBecause, ["reason": reason]])
            case .answered(.refused(let refused)): lines.append("\(refused.message) \(refused.remedy)")
            case .answered(.recorded), .send, .journal, .snapshot, .room, .presenceChanged, .eventsChanged,
                .statusChanged, .reconnect:
                break
            }
        }
        // A whole document that arrives is no news, line by line.
        if lines.count > Self.newsAtOnce {
            let rest = lines.count - Self.newsAtOnce
            lines = lines.prefix(Self.newsAtOnce) + ["+ \(rest)"]
        }
        return lines.map { .say($0) }
    }

    /// `plan p01, Corrective action is now: Hold a drill`.
    private func line(on path: [TypeEvent.PathStep], in name: DocumentName) -> String? {
        guard case .root(let root)? = path.first else { return nil }
        let keys = path.dropFirst().compactMap { step -> String? in
            if case .key(let key) = step { return key }
            return nil
        }
        if root != name.rowsRoot {
            let place = "\(words.title(name)), \(words[.notes])"
            return words[.linearNow, ["place": place, "text": beginning(of: text(name, "", "notes"))]]
        }
        guard let id = keys.first, let row = row(id, in: name) else {
            return words[.linearChanged, ["place": words.title(name)]]
        }
        let place = "\(words.title(name)) \(self.name(of: id, in: name))"
        let field = row.fields.first { field in
            keys.count > 1 && field.name.split(separator: ".").first.map(String.init) == keys[1]
        }
        guard let field else { return words[.linearChanged, ["place": place]] }
        return words[
            .linearNow,
            ["place": "\(place), \(words.label(field))", "text": beginning(of: words.value(of: field))]]
    }
}
