window.YTD.direct_messages.part0 = [ {"dmConversation": {"conversationId": "4-9", "messages": [
 {"messageCreate": {"senderId": "9", "text": "Nobody has the key", "createdAt": "2020-02-03T10:00:00.000Z"}},
 {"messageCreate": {"senderId": "4", "text": "Then who locked it?", "createdAt": "2020-02-03T10:01:00.000Z"}} ]}} ]
