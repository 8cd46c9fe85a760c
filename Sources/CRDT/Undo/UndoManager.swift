/// What one person did to some types, to be taken back and done again. Yjs: `UndoManager`.
///
/// A value beside the document: make edits through `edit`, and it remembers those of the origins it tracks.
/// Time comes with each edit, in milliseconds of any clock. What others write meanwhile stays.
///
/// Undoing deletes what was inserted and writes anew what was deleted: to others it is an edit like any
/// other. Deleted content that it may need is kept in this replica, even where the document drops such
/// content.
public struct UndoManager: Sendable {
    /// What one undo takes back. Yjs: `StackItem`.
    public struct StackItem: Hashable, Sendable {
        var insertions: DeleteSet
        var deletions: DeleteSet
        /// Whose elements were deleted, in the order it happened: they are written anew in the same order.
        var deletedClients: [ClientID]
        /// For the caller, such as where the cursor was. Yjs: `meta`.
        public var meta: [String: AnyValue] = [:]

        mutating func formUnion(_ later: StackItem) {
            insertions.formUnion(later.insertions)
            deletions.formUnion(later.deletions)
            deletedClients += later.deletedClients.filter { !deletedClients.contains($0) }
        }
    }

    /// Types whose edits count, with all that is in them.
    public private(set) var scope: [TypeID]
    /// Whose edits count; nil is an edit without an origin.
    public var trackedOrigins: Set<String?>
    /// Edits closer than this, in milliseconds, are taken back together.
    public var captureTimeout: Int
    /// Whether a map key is set back even where somebody else has set it meanwhile.
    public var ignoreRemoteMapChanges: Bool
    public private(set) var undoStack: [StackItem] = []
    public private(set) var redoStack: [StackItem] = []
    /// When the last edit was that another may join.
    private var lastChange: Int?

    public init(
        scope: [TypeID], trackedOrigins: Set<String?> = [nil], captureTimeout: Int = 500,
        ignoreRemoteMapChanges: Bool = false
    ) {
        self.scope = scope
        self.trackedOrigins = trackedOrigins
        self.captureTimeout = captureTimeout
        self.ignoreRemoteMapChanges = ignoreRemoteMapChanges
    }

    public var canUndo: Bool { !undoStack.isEmpty }
    public var canRedo: Bool { !redoStack.isEmpty }

    public mutating func addToScope(_ type: TypeID) {
        if !scope.contains(type) { scope.append(type) }
    }

    /// The next edit begins a stack item of its own.
    public mutating func stopCapturing() { lastChange = nil }

    /// Runs one transaction, and remembers it if it is of a tracked origin and touches the scope.
    ///
    /// - Parameter now: milliseconds of a clock that does not go back.
    @discardableResult
    public mutating func edit(
        _ doc: inout Doc, now: Int, origin: String? = nil, _ body: (inout Transaction) -> Void
    ) -> Change {
        guard trackedOrigins.contains(origin) else { return doc.edit(observing: true, body) }
        var captured: StackItem?
        let (scope, dropped) = (scope, redoStack)
        let change = doc.edit(observing: true) { transaction in
            body(&transaction)
            captured = transaction.engine.captured(in: scope)
            guard let captured else { return }
            for item in dropped { transaction.engine.keep(false, item.deletions, in: scope) }
            transaction.engine.keep(true, captured.deletions, in: scope)
        }
        guard let captured else { return change }
        redoStack = []
        if let lastChange, now - lastChange < captureTimeout, !undoStack.isEmpty {
            undoStack[undoStack.count - 1].formUnion(captured)
        } else {
            undoStack.append(captured)
        }
        lastChange = now
        return change
    }

    /// Takes the last stack item back; nil if there was nothing left to take back.
    @discardableResult
    public mutating func undo(_ doc: inout Doc) -> Change? {
        let (change, captured) = pop(&undoStack, besides: redoStack, &doc)
        lastChange = nil
        if let captured { redoStack.append(captured) }
        return change
    }

    /// Does again what was undone last; nil if there was nothing.
    @discardableResult
    public mutating func redo(_ doc: inout Doc) -> Change? {
        let (change, captured) = pop(&redoStack, besides: undoStack, &doc)
        if let captured { undoStack.append(captured) }
        return change
    }

    /// Forgets what could be undone or redone; content that was kept for it may be dropped again.
    public mutating func clear(_ doc: inout Doc, undo: Bool = true, redo: Bool = true) {
        let dropped = (undo ? undoStack : []) + (redo ? redoStack : [])
        let scope = scope
        doc.edit { transaction in
            for item in dropped { transaction.engine.keep(false, item.deletions, in: scope) }
        }
        if undo { undoStack = [] }
        if redo { redoStack = [] }
    }

    /// Follows `popStackItem` in Yjs 13.6: items that change nothing any more are passed over.
    private func pop(
        _ stack: inout [StackItem], besides other: [StackItem], _ doc: inout Doc
    ) -> (change: Change?, captured: StackItem?) {
        guard !stack.isEmpty else { return (nil, nil) }
        var rest = stack
        var isDone = false
        var captured: StackItem?
        let change = doc.edit(observing: true) { transaction in
            while !isDone, let item = rest.popLast() {
                var run = RedoRun(scope: scope, ignoresRemote: ignoreRemoteMapChanges)
                run.replaced = item.insertions
                for one in rest + other { run.replaced.formUnion(one.deletions) }
                isDone = transaction.engine.revert(item, &run)
            }
            captured = transaction.engine.captured(in: scope)
            if let captured { transaction.engine.keep(true, captured.deletions, in: scope) }
        }
        stack = rest
        return (isDone ? change : nil, captured)
    }
}
