export { tellOfMoney } from './webhook-message.service.ts';
