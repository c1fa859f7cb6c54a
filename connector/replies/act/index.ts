export { act } from './act.js';
export { takeUpAgain } from './again.js';
export { answerQuestion, type Answer, type AnswerOptions } from './answer.js';
export { actOnOther } from './on-other.js';
export { actOnWritten } from './on-written.js';
export { replyRoutes, type ReplyRoutesOptions } from './routes.js';
