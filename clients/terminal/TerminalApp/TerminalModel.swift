import CRDT
import Committee
public import SyncClient
public import TerminalKit

/// The whole terminal client as a value: a session, and what a person does with it at a screen.
///
/// Start reading at `handle`; `render` draws. The shell feeds keys, sizes, ticks and what happens on the
/// socket, and carries out the effects in order. It knows no terminal: keys and cells are values of
/// `TerminalKit`.
public struct TerminalModel: Sendable {
    public enum Input: Sendable {
        case key(Key)
        case resized(width: Int, height: Int)
        /// For the session inside.
        case session(ClientSession.Input)
        /// The shell has changed the session itself and carried these effects out.
        case changed([ClientSession.Effect])
        /// The member's key has signed: 64 bytes.
        case signed([UInt8])
        /// The key could not be unlocked.
        case notSigned(PINFailure)
        /// The PIN has opened the locked screen.
        case unlocked
        /// It has not.
        case stillLocked(PINFailure)
        /// What the member's own editor left of the text.
        case edited(String)
        /// It left nothing.
        case notEdited(EditorFailure)
        /// Something went wrong outside, such as a full disk: in plain words.
        case failed(String)
        /// Milliseconds since 1970, and the member's own time of day, such as `19:02`.
        case tick(now: UInt64, clock: String)
    }

    public enum Effect: Sendable {
        case session(ClientSession.Effect)
        /// Unlock the member's key with the PIN, sign the bytes, and say `signed` or `notSigned`.
        case sign(pin: String, [UInt8])
        /// See whether the PIN opens the member's key, and say `unlocked` or `stillLocked`.
        case unlock(pin: String)
        /// Give the terminal to the member's own editor with this text, and say `edited` or `notEdited`.
        case openEditor(String)
        /// The tour of the first start was seen or skipped: it is not shown again by itself.
        case tourSeen
        /// Give the terminal back and end.
        case quit
    }

    enum Focus: Hashable {
        case documents, rows, fields
    }

    /// What is open in the pane below or beside the rows.
    enum Opened: Hashable {
        case row, notes
    }

    /// What keys mean now.
    enum Mode: Hashable {
        case browsing
        case jumping(LineInput)
        /// The words rows must have are typed.
        case filtering(LineInput)
        /// The value of the selected field is typed.
        case setting(LineInput)
        case writing(TextEditor)
        /// Waits for y or n.
        case asking(Question)
        case reading(Overlay)
        case home(HomePage)
        /// What follows `:` is typed.
        case commanding(LineInput)
        case deciding(Menu)
        case prompting(Prompt)
        case signing(SigningView)
        case touring(Tour)
    }

    struct SelectedRow: Hashable {
        var id: String
        var index: Int
    }

    enum Question: Hashable {
        case remove(row: String)
        case quit
    }

    /// The session inside. A shell that changes it itself says so with `Input.changed`.
    public var session: ClientSession
    let committee: String
    let freshID: @Sendable () -> String
    /// The screen's language.
    let words: Catalogue
    /// Whether right-to-left text is put into the order it is seen in; else the terminal does it.
    let isOrdered: Bool
    /// Nothing is kept on this computer.
    let isPrivate: Bool
    /// Milliseconds without a key after which the screen locks itself; nil for never.
    let lockAfter: UInt64?
    /// The PIN as it is typed into a locked screen; nil while it is open.
    var lock: LineInput?
    var (now, lastKey): (UInt64, UInt64) = (0, 0)
    var (width, height): (Int, Int)

    var document = DocumentName.diagnosis
    var focus = Focus.documents
    var opened: Opened?
    /// Home, where what is open now was opened from it and closes to it.
    var homeBehind: HomePage?
    var mode = Mode.browsing
    /// The selected row of each document, and its place for when it is gone.
    var selectedRow: [DocumentName: SelectedRow] = [:]
    var selectedField: String?
    /// Lines the open fields are moved beyond where the selection puts them.
    var fieldScroll = 0
    /// The text that is written, laid out; edits are followed, never read anew as a whole.
    var written = TextLayout("", width: 1)
    /// The text that stands in the member's own editor just now.
    var outside: OutsideEdit?
    /// The first line of the open fields on the screen while a text is written; nil until it is drawn.
    var writingTop: Int?
    /// The other long texts of what is open, laid out.
    var layouts = FieldLayouts()
    /// A sentence for the member, until the next key.
    var notice: String?
    /// Rows of the document on the screen.
    var rows: [Row] = []
    var drawnRows = DrawnRows()
    /// Filter and order of lists that are not shown as they stand.
    var arrangements: [DocumentName: Arrangement] = [:]
    /// Points of the diagnosis that stay, with the names of the items that hang on them.
    var held: [String: [String]] = [:]
    /// In force against draft, of the selected item of the plan.
    var standing: ItemStanding?
    /// Translations of the selected item whose original changed after them.
    var outdated: Set<String> = []
    /// What the member's key is signing just now.
    var signature: (display: SignOffDisplay, statement: SignatureStatement)?
    var followed: Set<DocumentName> = []
    /// Documents that changed since the member was last here, and were not looked at since.
    var unseen: Set<DocumentName> = []
    /// Alarms whose page was opened or could not be.
    var alarmsShown = 0
    var clock = ""
    var savedAt = ""
    var wasSaved = false
    /// The room's record when its rows were read last.
    var roomMark = RoomMark()

    /// `committee` stands in the title until the room's own name is known; `freshID` draws random ids for
    /// rows and commands; `language` is a tag such as `zh-CN`; `isOrdered` is false for terminals that put
    /// right-to-left text in order themselves; `lockAfter` is in milliseconds without a key.
    public init(
        session: ClientSession, committee: String, width: Int, height: Int, language: String = "en",
        startsAtHome: Bool = false, isOrdered: Bool = true, isPrivate: Bool = false,
        lockAfter: UInt64? = nil, isFirstStart: Bool = false,
        freshID: @Sendable @escaping () -> String
    ) {
        self.session = session
        self.committee = committee
        self.freshID = freshID
        self.isOrdered = isOrdered
        self.isPrivate = isPrivate
        self.lockAfter = lockAfter
        words = Catalogue.of(language)
        self.width = max(1, width)
        self.height = max(1, height)
        document = session.documentNames.first ?? .diagnosis
        roomMark = RoomMark(session)
        refresh(isReplaced: false)
        for name in session.documentNames { noteUnseen(name) }
        if startsAtHome { openHome() }
        if isFirstStart { mode = .touring(Tour(isFirst: true)) }
    }

    public mutating func handle(_ input: Input) -> [Effect] {
        var effects: [Effect] = []
        switch input {
        case .key(let key):
            notice = nil
            lastKey = now
            // What was typed before the editor stood is nobody's.
            if !isOutside { effects = lock.map { pressedLocked(key, $0) } ?? pressed(key) }
        case .resized(let width, let height):
            self.width = max(1, width)
            self.height = max(1, height)
        case .session(let input): effects = take(session.handle(input))
        case .changed(let changes): note(changes)
        case .signed(let bytes): effects = signed(bytes)
        case .notSigned(let failure): notSigned(because: words.sentence(failure))
        case .unlocked: lock = nil
        case .stillLocked(let failure): notice = words.sentence(failure)
        case .edited(let text): effects = cameBack(with: text)
        case .notEdited(let failure): cameBack(with: failure)
        case .failed(let words): notice = words
        case .tick(let now, let clock):
            self.clock = clock
            if self.now == 0 { lastKey = now }
            self.now = now
            lockIfIdle()
            effects = take(session.handle(.tick(now: now)))
        }
        effects += followListed()
        noteSaving()
        raiseAlarm()
        layOut()
        return effects
    }
}

// MARK: The session inside

extension TerminalModel {
    /// Takes in what the session did and hands its effects on.
    mutating func take(_ effects: [ClientSession.Effect]) -> [Effect] {
        note(effects)
        return effects.map { .session($0) }
    }

    mutating func note(_ effects: [ClientSession.Effect]) {
        var isStale = false
        var isReplaced = false
        var touched: Set<String> = []
        var isWhole = false
        for effect in effects {
            switch effect {
            case .changed(let name, let changes):
                // What hangs on a point stands in the plan.
                isStale = isStale || name == document || (name == .plan && document == .diagnosis)
                follow(changes, in: name)
                if name == document, let rows = rowsTouched(by: changes) {
                    touched.formUnion(rows)
                } else {
                    isWhole = true
                }
                noteUnseen(name)
            case .replaced(let name):
                isStale = isStale || name == document
                isReplaced = isReplaced || name == document
                isWhole = true
            case .eventsChanged: (isStale, isWhole) = (true, true)
            case .room:
                // Most of them tell of new heads only.
                let mark = RoomMark(session)
                if mark != roomMark { (roomMark, isStale, isWhole) = (mark, true, true) }
            case .denied(let reason): notice = words[.refusedBecause, ["reason": reason]]
            case .answered(.refused(let refused)):
                notice = [refused.message, refused.remedy, "[\(refused.code)]"].filter { !$0.isEmpty }.joined(
                    separator: " ")
            case .answered(.recorded): (isStale, isWhole) = (true, true)
            case .send, .journal, .snapshot, .presenceChanged, .statusChanged, .reconnect: break
            }
        }
        if isStale { refresh(isReplaced: isReplaced, only: isWhole ? nil : touched) }
        if case .home(let page) = mode, hasNews(effects) { reopen(page) }
        if case .reading(let page) = mode, page.title == words[.queueTitle] { readQueue(from: page.scroll) }
    }

    private func hasNews(_ effects: [ClientSession.Effect]) -> Bool {
        effects.contains { effect in
            switch effect {
            case .changed, .replaced, .eventsChanged, .answered, .room: true
            default: false
            }
        }
    }

    private mutating func noteUnseen(_ name: DocumentName) {
        guard name != document, !unseen.contains(name) else { return }
        if !session.changesSinceLastSeen(in: name).isEmpty { unseen.insert(name) }
    }

    /// Opens what the server lists for this member.
    private mutating func followListed() -> [Effect] {
        var effects: [Effect] = []
        for name in session.documentNames where !followed.contains(name) {
            followed.insert(name)
            effects += take(session.open(name))
        }
        return effects
    }

    private mutating func noteSaving() {
        let isSaved = session.link == .online && session.unsavedCount == 0 && session.isJoined(document)
        if isSaved, !wasSaved || savedAt.isEmpty { savedAt = clock }
        wasSaved = isSaved
    }

    /// Reads the document on the screen anew, and keeps what is selected where it can.
    ///
    /// - Parameter only: the rows that can have changed; nil if any can.
    mutating func refresh(isReplaced: Bool, only: Set<String>? = nil) {
        let names = session.documentNames
        if !names.contains(document) {
            document = names.first ?? .diagnosis
            (opened, mode, homeBehind) = (nil, .browsing, nil)
            if focus == .fields { focus = .documents }
        }
        readRows(only)
        keepSelection()
        readStanding()
        guard case .writing(var editor) = mode else { return }
        guard let doc = session[document], editor.row.isEmpty || rows.contains(where: { $0.id == editor.row })
        else {
            mode = .browsing
            notice = words[.textTakenAway]
            return
        }
        let text = textID(of: editor)
        let isFollowed = !isReplaced && text == editor.text
        if !isFollowed || text.map({ doc.length(of: $0) }) ?? 0 != written.unitCount {
            readWritten(text, in: doc)
        }
        editor.refresh(text, in: doc, isReplaced: isReplaced)
        mode = .writing(editor)
    }

    private mutating func keepSelection() {
        let old = selectedRow[document]
        if let index = rows.firstIndex(where: { $0.id == old?.id }) {
            selectedRow[document]?.index = index
        } else if rows.isEmpty {
            selectedRow[document] = nil
            if opened == .row { close() }
        } else {
            let index = min(old?.index ?? 0, rows.count - 1)
            selectedRow[document] = SelectedRow(id: rows[index].id, index: index)
        }
        if opened != nil, !fields.contains(where: { $0.name == selectedField }) {
            selectedField = firstField
        }
    }

    func textID(of editor: TextEditor) -> TypeID? {
        if editor.row.isEmpty { return session[editor.document].flatMap(Projection.notes) }
        guard case .text(let type, _)? = rows.first(where: { $0.id == editor.row })?[editor.field]?.content
        else { return nil }
        return type
    }
}

// MARK: What is on the screen

extension TerminalModel {
    var row: Row? { rows.first { $0.id == selectedRow[document]?.id } }

    /// The fields on the screen: the open row's, or the notes as the one field of the document.
    var fields: [Field] {
        switch opened {
        case nil: return []
        case .row:
            return standingFields + (row?.fields ?? []).filter { !Self.hiddenFields.contains($0.name) }
        case .notes:
            let text = session[document].flatMap(Projection.notes)
            let string = text.flatMap { session[document]?.string($0) } ?? ""
            return [Field(name: "notes", label: words[.notes], content: .text(text, string))]
        }
    }

    /// What is in force, and how the draft differs, above the fields of an item; what hangs on a point.
    private var standingFields: [Field] {
        func line(_ name: String, _ label: String, _ text: String) -> Field {
            Field(name: name, label: label, content: .event(.string(text)))
        }
        if let items = row.flatMap({ held[$0.id] }) {
            return [line("held", words[.stays], items.joined(separator: ", "))]
        }
        guard let standing else { return [] }
        let changes = standing.changes.map { change in
            let named = row?[change.field].map(words.label) ?? change.field
            return line("standing.\(change.field)", "≠ " + named, change.marked)
        }
        return [line("standing", words[.standing], words.standing(standing))] + changes
    }

    /// The first field that is the row's own.
    var firstField: String? {
        let fields = fields
        return (fields.dropFirst(opened == .row ? standingFields.count : 0).first ?? fields.first)?.name
    }

    /// What only the program needs.
    private static let hiddenFields: Set<String> = ["rank", "removed"]

    var field: Field? { fields.first { $0.name == selectedField } }

    mutating func close() {
        opened = nil
        selectedField = nil
        fieldScroll = 0
        if focus == .fields { focus = rows.isEmpty ? .documents : .rows }
    }
}
