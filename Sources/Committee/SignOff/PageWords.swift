/// Names of fields and words of the vocabulary for a page in one language. This module knows English alone; a
/// program that speaks more brings its own.
public protocol PageWords: Sendable {
    func label(_ line: SigningSheet.Line) -> String
    func value(of line: SigningSheet.Line) -> String
    /// A word of the vocabulary, such as `co_chair`.
    func value(_ word: String) -> String
    /// Says that no speaker has read these words yet; empty once one has.
    var unreviewed: String { get }
}

/// The names the documents' pages have.
public struct EnglishPageWords: PageWords {
    public init() {}
    public func label(_ line: SigningSheet.Line) -> String { line.label }
    public func value(of line: SigningSheet.Line) -> String { line.original }
    public func value(_ word: String) -> String { word }
    public var unreviewed: String { "" }
}
