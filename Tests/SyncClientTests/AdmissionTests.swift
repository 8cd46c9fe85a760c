import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("A document that is opened to a member who is connected")
struct AdmissionTests {
    @Test("It is listed from then on, with the access it was opened with")
    func listed() {
        var network = Network()
        network.join(1)
        let name = DocumentName.restrictedCase("7")
        #expect(network.clients[1]?.documentNames.contains(name) == false)
        tell(&network, #"{"type":"document","name":"case-7","access":"read","epoch":1}"#)
        #expect(network.clients[1]?.documentNames.last == name)
        #expect(network.clients[1]?.isReadOnly(name) == true)
        tell(&network, #"{"type":"document","name":"case-7","access":"write","epoch":1}"#)
        #expect(network.clients[1]?.documentNames.filter { $0 == name }.count == 1)
        #expect(network.clients[1]?.isReadOnly(name) == false)
    }

    private func tell(_ network: inout Network, _ text: String) {
        network.input(1, .frame(HocuspocusCodec.encode(.message(address: Relay.committee, .stateless(text)))))
    }
}
