import CRDT
import Committee
import SyncClient
import TerminalKit

/// `s`: reading, signing, taking back.
extension TerminalModel {
    /// The sheet for the row on the screen, or for the whole document.
    mutating func beginSigning() -> [Effect] {
        guard let scope = scopeToSign else {
            notice =
                document == .minutes
                ? words[.signMinutes, ["row": row?.ref ?? "MEETING"]] : words[.signWhere]
            return []
        }
        open(scope)
        return []
    }

    /// The item where one is chosen; the whole plan or diagnosis from the list of documents.
    private var scopeToSign: SignOffScope? {
        switch document {
        case .plan: focus == .documents ? .plan : row.map { .planItem($0.id) }
        case .diagnosis: .diagnosis
        default: nil
        }
    }

    private mutating func open(_ scope: SignOffScope) {
        let picture = session.picture
        guard case .member(let side) = session.participant.role else {
            notice = words.sentence(Refusal(.notPermitted))
            return
        }
        do throws(Refusal) {
            let display = try SignOffDisplay(of: scope, in: picture)
            let view = SigningView(display, for: side, language: readingLanguage, in: picture)
            guard !view.sheets.isEmpty else { throw Refusal(.nothingToSign) }
            if case .planItem(let id) = scope,
                picture.standing(of: id, for: session.participant.id).isSignedByMember
            {
                mode = .deciding(.withdrawal(scope, title: view.sheets[0].title, words))
                return
            }
            try checkBeforePIN(display, picture)
            mode = .signing(view)
        } catch {
            notice = words.sentence(error)
        }
    }

    /// Whatever would be refused for another reason than the missing signature is refused before the PIN.
    private func checkBeforePIN(_ display: SignOffDisplay, _ picture: Picture) throws(Refusal) {
        guard let head = session.committeeHead else { return }
        let statement = try display.statement(
            by: session.participant.id, in: picture, language: readingLanguage, head: head)
        let unsigned = display.command(id: freshID(), statement, signature: Array(repeating: 0, count: 64))
        guard let refusal = session.refusal(of: unsigned), refusal.code != .signatureInvalid else { return }
        throw refusal
    }

    /// The language the member reads: the first the roster names, else the screen's.
    var readingLanguage: String {
        session.state.roster.member(session.participant.id)?.languages.first ?? words.tag
    }

    // MARK: Keys

    mutating func sign(_ key: Key, _ view: SigningView) -> [Effect] {
        // Nobody reads or signs what does not stand on the screen.
        guard isRoomy else { return [] }
        var view = view
        switch (view.step, key) {
        case (.signing, _): return []
        case (.reading, _): return readSheet(key, view)
        case (.reserving(let input), .enter):
            view.reservation = input.text.trimmed
            view.step = .reading
        case (.reserving, .escape), (.unlocking, .escape), (.confirming, .escape): view.step = .reading
        case (.reserving(var input), _):
            if input.take(key) { view.step = .reserving(input) }
        case (.unlocking(let input), .enter): view.step = .confirming(pin: input.text)
        case (.unlocking(var input), _):
            if input.take(key) { view.step = .unlocking(input) }
        case (.confirming(let pin), .character("y")): return confirm(view, pin)
        case (.confirming, .character("n")):
            mode = .browsing
            notice = words[.notSigned]
            return []
        case (.confirming, .character("e")): return leaveForText(view)
        case (.confirming, _): break
        }
        mode = .signing(view)
        return []
    }

    private mutating func readSheet(_ key: Key, _ view: SigningView) -> [Effect] {
        var view = view
        if hiddenLines == 0 { view.isRead = true }
        switch key {
        case .up, .character("k"): view.scroll = max(0, view.scroll - 1)
        case .down, .character("j"): if hiddenLines > 0 { view.scroll += 1 }
        case .pageUp: view.scroll = max(0, view.scroll - height + 6)
        case .pageDown, .character(" "): view.scroll += min(hiddenLines, height - 6)
        case .character("l"): view.turnLanguage()
        case .character("p"): view.isUnderProtest.toggle()
        case .character("r"): view.step = .reserving(LineInput(view.reservation))
        case .enter, .character("y"):
            guard view.isRead else {
                notice = words[.readToTheEnd]
                break
            }
            view.step = .unlocking(LineInput())
        case .character("e"): return leaveForText(view)
        case .escape, .character("n"), .character("q"):
            mode = .browsing
            notice = words[.notSigned]
            return []
        default: break
        }
        mode = .signing(view)
        return []
    }

    private mutating func leaveForText(_ view: SigningView) -> [Effect] {
        mode = .browsing
        guard row != nil, focus != .documents else { return [] }
        opened = .row
        focus = .fields
        selectedField = fields.first { if case .text = $0.content { true } else { false } }?.name
        return []
    }

    private mutating func confirm(_ view: SigningView, _ pin: String) -> [Effect] {
        let picture = session.picture
        guard let head = session.committeeHead else {
            (mode, notice) = (.browsing, words[.neverOnline])
            return []
        }
        do throws(Refusal) {
            let display = try SignOffDisplay(of: view.scope, in: picture)
            guard display.digest == view.digest else {
                open(view.scope)
                notice = words[.changedWhileReading]
                return []
            }
            let statement = try display.statement(
                by: session.participant.id, in: picture, reservation: view.reservation,
                isUnderProtest: view.isUnderProtest, language: view.language, head: head)
            signature = (display, statement)
            var waiting = view
            waiting.step = .signing
            mode = .signing(waiting)
            return [.sign(pin: pin, statement.bytes)]
        } catch {
            (mode, notice) = (.browsing, words.sentence(error))
            return []
        }
    }

    // MARK: The key's answer

    /// The key has signed: the command goes out, or waits until the link allows.
    mutating func signed(_ bytes: [UInt8]) -> [Effect] {
        guard let (display, statement) = signature else { return [] }
        signature = nil
        mode = .browsing
        let command = display.command(
            id: freshID(), statement, signature: bytes, isOffline: session.link != .online)
        do throws(Refusal) {
            let effects = try session.command(command)
            notice = words[session.link == .online ? .signatureSent : .signatureWaits]
            return take(effects)
        } catch {
            notice = words.sentence(error)
            return []
        }
    }

    /// The key could not be unlocked: the sheet stays, so that the PIN can be tried again.
    mutating func notSigned(because reason: String) {
        signature = nil
        notice = reason
        guard case .signing(var view) = mode else { return }
        view.step = .reading
        mode = .signing(view)
    }

    /// Lines of the sheet below the last that is drawn.
    private var hiddenLines: Int {
        guard case .signing(let view) = mode else { return 0 }
        var grid = Grid(width: width, height: height)
        return SigningPage(view: view, words: words).draw(in: &grid).hidden
    }
}
