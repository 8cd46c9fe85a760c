import CRDT
import Committee
import Testing
import TestSupport

/// A file that was imported, with its documents as a reader sees them.
struct Imported {
    var result: CommitteeImport
    var documents: [DocumentName: Doc] = [:]

    init(_ text: String, seed: UInt64 = 1) throws {
        var random = SeededGenerator(seed: seed)
        result = try CommitteeImport(json: Array(text.utf8), random: &random)
        for entry in result.updates {
            var doc = Doc(clientID: 1)
            try doc.apply(entry.update)
            documents[entry.document] = doc
        }
    }

    func rows(_ document: DocumentName) -> [Row] {
        guard let doc = documents[document] else { return [] }
        return Projection.rows(of: document, in: doc, events: result.events)
    }

    func row(_ ref: String, in document: DocumentName) throws -> Row {
        try #require(Projection.row(named: ref, in: rows(document)))
    }

    var cases: [DocumentName] {
        documents.keys.filter { if case .restrictedCase = $0 { true } else { false } }
    }
}
