extension RefusalCode {
    static let vietnamese: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init(
            "Không đọc được lệnh: {member} phải là {expected}.",
            "Hãy sửa và gửi lại; Protocol/commands.md có mọi lệnh."),
        .commandUnknown: .init(
            "Máy chủ này không có lệnh như vậy.", "Hãy kiểm tra tên lệnh, hoặc cập nhật máy chủ."),
        .idUsed: .init("Mã của lệnh này đã dùng cho một lệnh khác.", "Hãy gửi lại với mã mới."),
        .noChange: .init("Hiện đã như vậy rồi.", "Không cần làm gì."),
        .notFound: .init("Không có gì mang tên đó.", "Hãy kiểm tra tên; các danh sách cho thấy có gì."),
        .notPermitted: .init(
            "Vai trò của bạn không được làm việc này.",
            "Hãy nhờ thành viên có vai trò được phép; trang về vai trò ghi rõ là ai."),
        .valueInvalid: .init("{field} phải là {expected}.", "Hãy chọn giá trị như vậy rồi thử lại."),
        .alreadySigned: .init("Bạn đã ký phần này rồi.", "Nếu muốn ký khác đi, hãy rút lại chữ ký trước."),
        .compositionBroken: .init(
            "Danh sách thành viên chưa đúng quy định ({findings}), nên chưa ký được gì mới.",
            "Phía liên quan hãy bổ sung đủ ghế thành viên và chức vụ; việc đọc và sửa vẫn tiếp tục."),
        .digestChanged: .init(
            "Điều bạn ký đã thay đổi trong lúc đó: {rows}.",
            "Hãy đọc phần thay đổi, rồi ký văn bản hiện nay."),
        .keyMissing: .init(
            "Ở đây chưa đăng ký khóa nào của bạn.",
            "Hãy vào bằng mã do phía của bạn cấp; sau đó bạn ký được."),
        .leafUnreadable: .init(
            "Chưa ký được: không phải ai cũng đọc {fields} giống nhau.", "Hãy viết lại các ô đó, rồi ký."),
        .nothingToSign: .init("Ở đây không có gì chờ chữ ký.", "Điều đang có hiệu lực không cần ký lại."),
        .nothingInForce: .init(
            "Chưa có phần nào của kế hoạch có hiệu lực.", "Hai phía ký trước; sau đó mới đưa ra được."),
        .nothingToWithdraw: .init(
            "Ở đây bạn không có chữ ký nào rút lại được.",
            "Điều đang có hiệu lực giữ nguyên cho đến khi hai phía ký bản sau."),
        .signatureInvalid: .init(
            "Chữ ký không khớp với văn bản hoặc với khóa của bạn.",
            "Hãy ký lại trên máy có khóa của bạn; nếu vẫn không được, hãy xin phía của bạn mã mới."),
        .tooLongToSign: .init("Phần này quá dài để ký một lần.", "Hãy rút ngắn văn bản, hoặc ký từng mục."),

        .alreadyProposed: .init("{side} đã đề nghị việc này.", "Hãy xác nhận hoặc từ chối đề nghị đó."),
        .nothingProposed: .init(
            "Chưa ai đề nghị việc này, hoặc đề nghị đã rút lại.", "Hãy xem lại mục; đề nghị trước đã."),
        .ownProposal: .init(
            "Phía của bạn đã đề nghị việc này; chỉ phía kia trả lời được.",
            "Hãy nhờ một thành viên phía kia xác nhận hoặc từ chối."),

        .alreadyAgreed: .init(
            "Hai phía đã thống nhất về điểm này.", "Hãy đánh giá lại để mở lại, rồi ghi điều đang đúng."),
        .pointHeld: .init(
            "Điểm này được giữ lại, vì có việc gắn với nó: {items}.",
            "Hãy hoàn thành hoặc hủy các mục đó, hoặc gỡ liên kết của chúng, rồi mới bỏ điểm."),
        .ratingsMissing: .init(
            "Hai phía phải đánh giá điểm này trước.", "Hãy nhờ phía chưa đánh giá làm việc đó."),

        .labelHeld: .init(
            "Ai đọc được cũng nâng được mức bảo mật, nhưng chỉ phía giữ vấn đề hoặc người báo mới hạ được.",
            "Hãy nhờ một thành viên phía đó, hoặc người báo, hạ mức bảo mật."),
        .reporterDecides: .init(
            "Chỉ người báo mới được rút lại sự việc hoặc xác nhận nó đã đóng.",
            "Hãy hỏi người báo; việc đã giải quyết tự đóng sau 30 ngày nếu không ai phản đối."),
        .stepNotOpen: .init(
            "Vấn đề đang ở tình trạng “{from}”, không thể chuyển ngay sang “{to}”.",
            "Có thể chuyển sang một trong: {next}."),

        .meetingNotHeld: .init(
            "Chưa ai ghi rằng cuộc họp này đã diễn ra.", "Hãy ghi ngày và ai có mặt trước."),
        .minutesSigned: .init(
            "Biên bản này đã có chữ ký và giữ nguyên.",
            "Hãy rút chữ ký, hoặc, khi hai phía đã ký, đính chính bằng một ghi chú."),
        .minutesNotSigned: .init(
            "Biên bản này chưa có đủ chữ ký của hai phía.",
            "Hãy sửa thẳng văn bản; ghi chú và tệp là để dùng sau này."),
        .nothingToRelease: .init("Bản nháp trống.", "Hãy viết gì đó vào, rồi cho xem."),

        .awaitingAnswer: .init(
            "{side} đã báo mục này xong và đang chờ trả lời.",
            "Hãy xác nhận hoặc từ chối; sau đó mới đổi được tình trạng."),
        .dueBeforeStart: .init(
            "Hạn nằm trước ngày bắt đầu của mục, {start}.",
            "Hãy chọn ngày muộn hơn, hoặc đổi ngày bắt đầu trước."),
        .evidenceMissing: .init(
            "Để báo xong cần một chỉ số có giá trị hiện tại, hoặc một bằng chứng.",
            "Hãy thêm một trong hai vào mục, rồi thử lại."),
        .itemClosed: .init(
            "Tình trạng của mục này: {status}.",
            "Mục đã xong thì mở lại kèm lý do; mục đã hủy thì lập mục mới."),
        .itemNotCompleted: .init("Mục này chưa xong.", "Trước hết phải báo xong và được xác nhận."),
        .reasonMissing: .init("Đổi hạn thì cần nêu lý do.", "Hãy nói trong một câu vì sao đổi."),
        .responsibleChanged: .init(
            "Người phụ trách mục này đã đổi từ khi báo xong.",
            "Phía đang phụ trách báo; phía kia xác nhận."),
        .responsibleMissing: .init(
            "Mục này không ghi thành viên nào của ủy ban phụ trách.",
            "Hãy ghi tên một người vào mục; sau đó phía phụ trách báo được."),
        .responsibleReports: .init(
            "{side} phụ trách mục này, nên phía đó báo xong.",
            "Hãy nhờ một thành viên phía đó báo; sau đó phía bạn xác nhận."),
        .verificationNotRequested: .init(
            "Chưa ai yêu cầu kiểm chứng mục này.", "Hãy nhờ một thành viên ủy ban yêu cầu."),

        .electionNotRecent: .init(
            "Ngày bầu cử phải nằm trong {days} ngày gần đây.",
            "Hãy kiểm tra ngày; lần bầu cử cũ hơn cần bầu lại."),
        .electionRecorded: .init(
            "Lần bầu cử này đã được ghi.", "Mỗi mã chỉ dùng một lần; lần bầu cử sau hãy dùng mã mới."),
        .memberKeyPresent: .init(
            "{member} có khóa để ký.",
            "Nếu khóa mất hoặc người khác biết, hãy vô hiệu nó trước; sau đó cấp mã mới được."),
        .memberKeyMissing: .init(
            "{member} chưa có khóa để ký.", "Mã mời mới cho phép thành viên này đăng ký khóa."),
        .memberIDUsed: .init(
            "{member} trong phòng này đã là người khác.", "Hãy chọn mã chưa dùng bao giờ."),
        .nameAlike: .init(
            "Tên {name} trông giống tên của {other}.",
            "Hãy viết sao cho mọi người phân biệt được hai người, ví dụ thêm chữ đầu hoặc chuyền."),
        .trainingQuotaSpent: .init(
            "Số ngày đào tạo của chu kỳ này không đủ: còn {left} ngày-người.",
            "Hãy ghi ít người hoặc ít ngày hơn; quản trị chương trình có thể ghi thêm kèm lý do."),
    ]
}
