public import CRDT

/// All that the rules look at when they decide: what the events add up to, the documents, and the day.
///
/// It is made for one decision and dropped: a document kept in it would have the next edit copy it whole.
public struct Picture: Sendable {
    /// The committee's id.
    public var committee: String
    /// The factory's calendar day.
    public var day: String
    public var state: CommitteeState
    public var documents: [DocumentName: Doc]
    /// For reading rows: what each document's own audience was told.
    public var events: [Event]

    public init(
        committee: String, day: String, state: CommitteeState, documents: [DocumentName: Doc],
        events: [Event]
    ) {
        self.committee = committee
        self.day = day
        self.state = state
        self.documents = documents
        self.events = events
    }

    /// The rows of a document, removed ones last; a point that live items hang on is not removed.
    public func rows(of document: DocumentName) -> [Row] {
        doc(document).map {
            Projection.rows(of: document, in: $0, events: events, held: held(in: document))
        } ?? []
    }

    /// The same rows with their names alone: id, short name and title, and whether they are removed. It takes
    /// a seventh of the time.
    public func headings(of document: DocumentName) -> [Row] {
        doc(document).map {
            Projection.headings(of: document, in: $0, events: events, held: held(in: document))
        } ?? []
    }

    private func doc(_ document: DocumentName) -> Doc? {
        // Rows that begin with an event are there before anybody has written into the document.
        documents[document] ?? (document.isOpenedByEvents ? Doc(clientID: 1) : nil)
    }

    private func held(in document: DocumentName) -> [String: [String]] {
        document == .diagnosis ? heldPoints : [:]
    }

    /// The points that stay while work hangs on them, with the names of the items.
    public var heldPoints: [String: [String]] {
        documents[.plan].map { Projection.held(byItemsOf: $0, events: events) } ?? [:]
    }

    /// The row with this id, if it is there and not removed.
    func liveRow(_ id: String, of document: DocumentName) throws(Refusal) -> Row {
        guard let row = rows(of: document).first(where: { $0.id == id }), !row.isRemoved else {
            throw Refusal(.notFound)
        }
        return row
    }
}

extension DocumentName {
    /// Whether its rows begin with events, not with typing.
    fileprivate var isOpenedByEvents: Bool { !RowPage.page(of: self).isOpenToNewRows }
}
