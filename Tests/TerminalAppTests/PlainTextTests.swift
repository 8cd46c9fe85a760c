import Testing

@testable import TerminalApp

@Suite("Text that is printed")
struct PlainTextTests {
    @Test("A terminal finds nothing to act on in it; letters, line ends and tabs stay")
    func plain() {
        let written = "a\u{1B}]0;title\u{7}b\r\nc\td\u{9B}2Je\u{7F}\u{8}\u{0} 夜班 e\u{301} 👩‍🌾"
        #expect(PlainText.of(written) == "a]0;titleb\nc\td2Je 夜班 e\u{301} 👩‍🌾")
    }

    @Test("What holds nothing of the kind is the same afterwards")
    func same() {
        for text in ["", "plain", "{\"a\":\"\\u001b\\n\"}", "مرحبا\u{200F}\n\tবাংলা"] {
            #expect(PlainText.of(text) == text)
        }
    }
}
