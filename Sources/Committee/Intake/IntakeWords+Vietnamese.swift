extension IntakeWords {
    static let vietnamese: [Phrase: String] = [
        .title: "Báo cho ủy ban của nhà máy bạn",
        .intro:
            "Dành cho công nhân nhà máy này có phiếu. Không ai biết bạn là ai: không lưu tên, "
            + "tài khoản hay giờ.",
        .readers:
            "Ai đọc lời của bạn: toàn ủy ban, gồm đại diện công nhân, đại diện quản lý và tư vấn "
            + "viên của họ. Chỉ khi là chuyện quấy rối hoặc phí tuyển dụng, hoặc khi bạn chọn một "
            + "mục ở “Có phải một trong các việc này?”, thì chỉ vài người của hai phía chuyên xử "
            + "lý những vụ như vậy mới đọc.",
        .notHidden:
            "Trang này không giấu được: cách viết của bạn, điều chỉ bạn biết, và việc điện thoại "
            + "này đã dùng mạng này. Nếu được, đừng dùng mạng của nhà máy.",
        .slip: "Mã trên phiếu",
        .about: "Về việc gì?",
        .grave: "Mức độ nghiêm trọng?",
        .concern: "Có phải một trong các việc này?",
        .grounds: "Có ai đang gặp nguy hiểm lớn không?",
        .none: "không",
        .words: "Điều gì đã xảy ra?",
        .send: "Gửi",
        .followTitle: "Xem trả lời",
        .code: "Mã vụ việc của bạn",
        .look: "Xem",
        .more: "Thêm điều gì đó",
        .add: "Thêm",
        .solved: "Đã giải quyết",
        .notSolved: "Chưa giải quyết",
        .takeBack: "Rút lại",
        .answers: "Đã trả lời",
        .noAnswer: "Chưa có gì.",
        .taken: "Đã nhận được lời của bạn.",
        .keepCode: "Hãy ghi mã này ra giấy. Dùng nó để xem trả lời và viết thêm:",
        .waiting: "Lời của bạn đang được chuyển; người đọc nhận sau khi hết ngày.",
        .done: "Đã ghi nhận. Người đọc nhận sau khi hết ngày.",
        .refused:
            "Mã này không được nhận. Có thể gõ sai, đã dùng, hoặc không phải của nhà máy này. "
            + "Hãy so với phiếu, hoặc xin phiếu mới từ phía công nhân.",
        .unknownCode: "Không có vụ việc với mã này. Hãy so với mã bạn đã ghi.",
        .tooLong: "Quá dài. Hãy rút ngắn và gửi lại; phiếu vẫn còn dùng được.",
        .notText: "Chỉ gửi được chữ viết, không gửi hình hay tệp. Phiếu vẫn còn dùng được.",
        .incomplete:
            "Hãy nói về việc gì, nghiêm trọng ra sao và điều gì đã xảy ra. Phiếu vẫn còn dùng "
            + "được.",
        .later: "Vừa rồi chưa được. Hãy thử lại sau; không mất gì cả.",
        .stateNew: "Chưa được đọc",
        .stateWorked: "Đang xử lý",
        .stateResolved: "Được cho là đã giải quyết; hãy cho biết có đúng không",
        .stateClosed: "Đã đóng",
        .slipUse: "Dùng một lần cho một lời báo. Cần thì xin phiếu khác.",
        .wages: "Tiền lương",
        .workingTime: "Thời giờ làm việc",
        .safety: "An toàn",
        .heat: "Nóng bức",
        .welfare: "Nhà vệ sinh, nước uống, nghỉ ngơi",
        .food: "Bữa ăn",
        .dormitory: "Ký túc xá",
        .harassment: "Quấy rối",
        .discrimination: "Phân biệt đối xử",
        .representation: "Công đoàn và đại diện",
        .discipline: "Kỷ luật",
        .contract: "Hợp đồng",
        .recruitmentFees: "Phí tuyển dụng",
        .attendance: "Chấm công và nghỉ phép",
        .other: "Việc khác",
        .critical: "Nguy hiểm, ngay lập tức",
        .high: "Nghiêm trọng",
        .medium: "Vừa",
        .low: "Nhẹ",
        .retaliation: "Trả thù vì lên tiếng",
        .childLabour: "Có trẻ em làm việc",
        .forcedLabour: "Có người bị ép làm việc",
        .violence: "Bạo lực",
        .imminentDanger: "Nguy hiểm tính mạng",
    ]
}
